"""Ways from yield to residues and roots: one file each."""
