# SPDX-License-Identifier: GPL-2.0-or-later
"""The text form of a captured /sys: one line an attribute, folder or link.

A tree is read in reviews and edited by hand, so each line stands alone:

    path = value      an attribute; the newline at its end is not written
    path =            an attribute that is only that newline
    path -> target    a symbolic link
    path/             a folder that would otherwise be empty
    path ! EACCES     an attribute that only root may read
    path/ ! EACCES    a folder that only root may look into
    path ! ENXIO      an attribute whose read the kernel refuses
    # …               a comment

Values know the escapes \\n, \\t, \\\\, \\xNN (one byte) and, at the end, \\c: no
newline follows, so that "\\c" alone is an empty file. Later lines replace earlier ones, so a tree can be another
one's lines and a few more.
"""

import os
import re
import shutil
import stat

ESCAPES = {'n': b'\n', 't': b'\t', '\\': b'\\'}


class BadTree(Exception):
    """A line that isn't of any of the forms above."""


def unescape(text):
    """The bytes of an attribute whose value is written as @text."""
    out = bytearray()
    end = b'\n'
    at = 0
    while at < len(text):
        if text[at] != '\\':
            out += text[at].encode()
            at += 1
        elif text[at + 1:at + 2] == 'x':
            out += bytes.fromhex(text[at + 2:at + 4])
            at += 4
        elif text[at:] == '\\c':
            end = b''
            at += 2
        elif text[at + 1:at + 2] in ESCAPES:
            out += ESCAPES[text[at + 1]]
            at += 2
        else:
            raise BadTree(f'unknown escape in "{text}"')
    return bytes(out) + end


def escape(data):
    """The inverse of unescape()."""
    newline = data.endswith(b'\n')
    text = (data[:-1] if newline else data).decode('utf-8', 'surrogateescape')
    out = []
    for char in text:
        code = ord(char)
        if char == '\\':
            out.append('\\\\')
        elif char == '\n':
            out.append('\\n')
        elif 0xdc80 <= code <= 0xdcff:  # a byte that is not UTF-8
            out.append(f'\\x{code - 0xdc00:02x}')
        elif code < 32 or code == 127:
            out.append(f'\\x{code:02x}')
        else:
            out.append(char)
    # White space at an end would be lost to editors, and to our own reader.
    if out and out[-1] == ' ':
        out[-1] = '\\x20'
    if out and out[0] == ' ':
        out[0] = '\\x20'
    return ''.join(out) + ('' if newline else '\\c')


def parse_line(line):
    """(kind, path, rest) of one line, or None for comments and blanks."""
    line = line.strip()
    if not line or line.startswith('#'):
        return None
    match = re.fullmatch(r'(\S+)(?: (=|->|!)(?: (.*))?)?', line)
    if not match or '..' in match[1].split('/') or match[1].startswith('/'):
        raise BadTree(f'not a line of a tree: "{line}"')
    path, kind, rest = match[1], match[2] or '/', match[3] or ''
    if kind == '!' and path.endswith('/'):
        rest += '/'
    elif (kind == '/') != path.endswith('/'):
        raise BadTree(f'neither a value nor a folder: "{line}"')
    return kind, path.rstrip('/'), rest


def remove(path):
    """Whatever is at @path, be it there or not."""
    if os.path.islink(path) or not os.path.isdir(path):
        if os.path.lexists(path):
            os.unlink(path)
    else:
        shutil.rmtree(path)


def place(root, path, known=None):
    """Where @path is below @root, its folders' links followed, inside only.

    @known: folders that were looked up before
    """
    folder, name = os.path.split(path)
    known = {} if known is None else known
    if folder not in known:
        top = os.path.realpath(root)
        real = os.path.realpath(os.path.join(top, folder))
        if os.path.commonpath([top, real]) != top:
            raise BadTree(f'{path} leads out of the tree')
        os.makedirs(real, exist_ok=True)
        known[folder] = real
    return os.path.join(known[folder], name)


def apply_line(root, line, known=None):
    """Make below @root what one line of a tree says."""
    parsed = parse_line(line)
    if not parsed:
        return
    kind, path, rest = parsed
    at = place(root, path, known)
    if kind == '/':
        os.makedirs(at, exist_ok=True)
        return
    remove(at)
    if kind == '->':
        os.symlink(rest, at)
    elif kind == '=':
        with open(at, 'wb') as attribute:
            attribute.write(unescape(rest))
    elif rest == 'EACCES':
        with open(at, 'wb'):
            os.chmod(at, 0)
    elif rest == 'EACCES/':
        os.mkdir(at, 0)
    elif rest == 'ENXIO':  # what open() of a socket's node gives
        os.mknod(at, stat.S_IFSOCK | 0o600)
    else:
        raise BadTree(f'unknown refusal "{rest}"')


def unpack(lines, root):
    """Make the whole of a tree below @root."""
    os.makedirs(os.path.join(root, 'sys'), exist_ok=True)
    known = {}
    for number, line in enumerate(lines, 1):
        try:
            apply_line(root, line, known)
            if ' -> ' in line:  # a folder may be somewhere else now
                known.clear()
        except (BadTree, OSError, ValueError) as problem:
            raise BadTree(f'line {number}: {problem}') from problem
