"""The how-to page as HTML: just the Markdown that our own pages use, everything escaped.

Known: headings with `#`, paragraphs, lists with `- `, tables, fenced code, and in a line
`code`, **bold** and [links](address). No library of ours renders Markdown at run time.
"""

import re
from collections.abc import Callable, Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_SPAN = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)")
_LINK = re.compile(r"(?:https?://|/|#)[^\s]*")
_BLOCK_STARTS = ("#", "- ", "|", "```")


def html_of(markdown: str) -> SafeString:
    """The page; its first heading is an h1."""
    return format_html_join("\n", "{}", ((block,) for block in _blocks(markdown.splitlines())))


def _blocks(lines: list[str]) -> Iterator[SafeString]:
    at = 0
    while at < len(lines):
        start, line = at, lines[at]
        if line.startswith("```"):
            at = _until(lines, at + 1, lambda one: one.startswith("```"))
            yield _code(lines[start + 1 : at])
            at += 1
        elif line.startswith("#"):
            at += 1
            yield _heading(line)
        elif line.startswith("- "):
            at = _until(lines, at, lambda one: not one.startswith("- "))
            yield _list(lines[start:at])
        elif line.startswith("|"):
            at = _until(lines, at, lambda one: not one.startswith("|"))
            yield _table(lines[start:at])
        elif line.strip():
            at = _until(lines, at, lambda one: not one.strip() or one.startswith(_BLOCK_STARTS))
            yield format_html("<p>{}</p>", _line("".join(lines[start:at])))
        else:
            at += 1


def _until(lines: list[str], at: int, ends: Callable[[str], bool]) -> int:
    """The first place from ``at`` whose line ends the block."""
    return next((n for n in range(at, len(lines)) if ends(lines[n])), len(lines))


def _heading(line: str) -> SafeString:
    text = line.lstrip("#")
    level = min(len(line) - len(text), 4)
    shapes = ("<h1>{}</h1>", "<h2>{}</h2>", "<h3>{}</h3>", "<h4>{}</h4>")
    return format_html(shapes[level - 1], _line(text.strip()))


def _code(lines: list[str]) -> SafeString:
    return format_html('<pre tabindex="0"><code>{}</code></pre>', "\n".join(lines))


def _list(lines: list[str]) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((_line(line[2:]),) for line in lines))
    return format_html("<ul>{}</ul>", items)


def _table(lines: list[str]) -> SafeString:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    head, body = rows[0], rows[2:]
    heads = format_html_join("", '<th scope="col">{}</th>', ((_line(cell),) for cell in head))
    drawn = format_html_join("", "<tr>{}</tr>", ((_cells(row),) for row in body))
    return format_html(
        '<div class="table-scroll card" tabindex="0"><table><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>",
        heads,
        drawn,
    )


def _cells(row: list[str]) -> SafeString:
    return format_html_join("", "<td>{}</td>", ((_line(cell),) for cell in row))


def _line(text: str) -> SafeString:
    parts: list[SafeString | str] = []
    at = 0
    for found in _SPAN.finditer(text):
        parts.append(text[at : found.start()])
        parts.append(_span(found))
        at = found.end()
    parts.append(text[at:])
    return format_html_join("", "{}", ((part,) for part in parts))


def _span(found: re.Match[str]) -> SafeString | str:
    code, bold, words, address = found.groups()
    if code:
        return format_html("<code>{}</code>", code)
    if bold:
        return format_html("<strong>{}</strong>", bold)
    if _LINK.fullmatch(address):
        return format_html('<a href="{}">{}</a>', address, words)
    return str(words)
