"""Markdown and terminal text of an outline: nothing that a source wrote becomes markup or a control sequence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from compare.formats.markdown import markdown
from compare.formats.outline_blocks import Bullets, Heading, Paragraph, Table
from compare.formats.terminal import terminal_text


def blocks(text):
    return [Heading(2, text), Paragraph(text), Bullets((text,)), Table(("", text), ((text, text),), (1,))]


@given(st.text(max_size=60))
def test_any_text_when_printed_in_a_terminal_holds_no_control_character(text):
    printed = terminal_text(blocks(text), width=60)
    assert all(character.isprintable() or character == "\n" for character in printed)


@given(st.text(max_size=60))
def test_any_text_when_written_as_markdown_keeps_the_table_in_shape(text):
    lines = markdown(blocks(text)).split("\n")
    table = [line for line in lines if line.startswith("| ")]
    assert len(table) == 3
    assert all(line.replace("\\|", "").count("|") == 3 for line in table)


def test_markup_when_written_as_markdown_means_itself():
    assert markdown([Paragraph("*a* <b> [c](d) https://x.org/a_b|c")]) == (
        "\\*a\\* \\<b\\> \\[c\\](d) https://x.org/a_b%7Cc\n"
    )
