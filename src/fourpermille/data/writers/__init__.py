"""Writers of tables, workbooks, labelled arrays and layers; files appear whole or not at all."""
