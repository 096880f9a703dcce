"""Numbers for figures and tables, given once for every rendering."""

from dataclasses import replace

from fourpermille.report.content import Block, Content, Figure, Section, Table


def numbered(content: Content) -> Content:
    """Return the content with "Figure 1." and "Table 1." before the captions.

    A table behind a figure carries the figure's number; only free tables count as tables.
    """
    figures = tables = 0
    sections: list[Section] = []
    for section in content.sections:
        blocks: list[Block] = []
        for block in section.blocks:
            if isinstance(block, Figure):
                figures += 1
                label = f"{content.words['figure']} {figures}"
                blocks.append(replace(block, label=label))
            elif isinstance(block, Table):
                tables += 1
                blocks.append(replace(block, label=f"{content.words['table']} {tables}"))
            else:
                blocks.append(block)
        sections.append(replace(section, blocks=tuple(blocks)))
    return replace(content, sections=tuple(sections))
