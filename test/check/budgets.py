#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The budgets of CODING-STYLE.md, measured. With each the worst offenders."""
import re
import statistics

import common

FILE_MOST, FUNCTION_MOST = 600, 80
FUNCTION_MEDIAN, FUNCTION_P90 = 15, 40
NESTING_LEVEL, NESTING_PERCENT = 5, 1.5
IFS_PER_KLOC, GOTOS_PER_KLOC = 0.5, 4
COMMENTS_LEAST, COMMENTS_MOST = 6, 12
TEST_RATIO = 0.8
WIDTH = 80

checks = common.Checks()
names = common.all_files()
every_c = common.c_files(names)
product = [name for name in every_c if common.is_product(name)]
product_c = common.c_files(product, ('.c',))
texts = {name: common.read(name) for name in every_c}
lines = {name: text.rstrip('\n').split('\n') for name, text in texts.items()}
product_lines = sum(len(lines[name]) for name in product_c) or 1


def worst(values, count=5):
    """Of (value, name) the largest, as notes: seen also when all is well."""
    for value, name in sorted(values, reverse=True)[:count]:
        common.note(f'{value:6g}  {name}')


def check_files():
    sizes = [(len(lines[name]), name) for name in every_c]
    common.note('longest files:')
    worst(sizes)
    checks.check(f'no C file has more than {FILE_MOST} lines',
                 [f'{name}: {size} lines' for size, name in sizes
                  if size > FILE_MOST],
                 'move what belongs together into a file of its own')


def check_functions():
    found = list(common.functions(product_c))
    sizes = sorted(size for size, *_ in found) or [0]
    median = statistics.median(sizes)
    p90 = sizes[int(len(sizes) * 0.9)]
    common.note(f'{len(found)} functions, median {median}, p90 {p90}')
    worst([(size, f'{path}:{line} {name}')
           for size, name, path, line in found])
    checks.check(f'no function has more than {FUNCTION_MOST} lines',
                 [f'{path}:{line}: {name} has {size}' for
                  size, name, path, line in found if size > FUNCTION_MOST],
                 'give each step of it a function with a name')
    checks.check(f'the median function has at most {FUNCTION_MEDIAN} lines',
                 [f'it has {median}'] if median > FUNCTION_MEDIAN else [],
                 'split the longest of those above')
    checks.check(f'nine of ten functions have at most {FUNCTION_P90} lines',
                 [f'the 90th percentile is {p90}'] if p90 > FUNCTION_P90
                 else [], 'split the longest of those above')


def statements(name):
    """(line number, tabs) of the lines at which a statement begins."""
    parens, open_line = 0, False
    code = common.without_comments(texts[name], strings=False).split('\n')
    for number, line in enumerate(code, 1):
        text = line.strip()
        if not text or text.startswith('#'):
            continue
        if not parens and not open_line:
            yield number, len(line) - len(line.lstrip('\t'))
        parens += text.count('(') - text.count(')')
        open_line = bool(re.search(r'[,=?|&+*/\\]$', text))


def check_nesting():
    deep = {name: [number for number, tabs in statements(name)
                   if tabs >= NESTING_LEVEL] for name in product_c}
    total = sum(map(len, deep.values()))
    percent = 100 * total / product_lines
    common.note(f'nesting: {total} statements, {percent:.2f} %')
    worst([(len(at), f'{name}, first at line {at[0]}')
           for name, at in deep.items() if at])
    checks.check(f'under {NESTING_PERCENT} % of lines are nested '
                 f'{NESTING_LEVEL} levels deep',
                 [f'{percent:.2f} % are'] if percent >= NESTING_PERCENT
                 else [], 'return early, or name the inner loop')


def per_kloc(what, pattern, most, mend):
    counts = []
    for name in product_c:
        code = common.without_comments(texts[name], strings=False)
        counts.append((len(re.findall(pattern, code, re.M)), name))
    rate = 1000 * sum(count for count, _ in counts) / product_lines
    common.note(f'{what}: {rate:.2f} per 1000 lines')
    worst([item for item in counts if item[0]])
    checks.check(f'there are at most {most} {what} in 1000 lines',
                 [f'there are {rate:.2f}'] if rate > most else [], mend)


def comment_lines(name):
    """How many lines hold code, and how many nothing but a comment."""
    bare = common.without_comments(texts[name]).split('\n')
    code = sum(1 for line in bare if line.strip())
    filled = sum(1 for line in texts[name].split('\n') if line.strip())
    return code, filled - code


def check_comments():
    counts = {name: comment_lines(name) for name in product_c}
    code = sum(count[0] for count in counts.values())
    comments = sum(count[1] for count in counts.values())
    share = 100 * comments / (code + comments or 1)
    common.note(f'comments: {share:.1f} % of the lines that are not blank')
    shares = [(round(100 * c[1] / (sum(c) or 1), 1), name)
              for name, c in counts.items() if sum(c) > 60]
    worst(shares, 3)
    common.note('and the files with the fewest:')
    for value, name in sorted(shares)[:3]:
        common.note(f'{value:6g}  {name}')
    checks.check(f'{COMMENTS_LEAST} to {COMMENTS_MOST} % of lines are '
                 'comments', [] if COMMENTS_LEAST <= share <= COMMENTS_MOST
                 else [f'{share:.1f} % are'],
                 'say why, not what; drop comments that the code says')


def check_markers():
    pattern = re.compile(r'\b(TO' r'DO|FIX' r'ME|X' r'XX)\b(?![)|])')
    found = [f'{name}:{number}: {line.strip()[:60]}' for name in names
             if not name.startswith(('test/data/', 'LICENSES/'))
             for number, line in enumerate(common.read(name).split('\n'), 1)
             if pattern.search(line)]
    checks.check('nothing is left for later in the source', found,
                 'do it, or open an issue and drop the marker')


def check_width():
    """A message stays in one piece, so that it can be searched for."""
    wide = []
    for name in every_c:
        for number, line in enumerate(lines[name], 1):
            if len(line.expandtabs(8)) > WIDTH and '"' not in line:
                wide.append(f'{name}:{number}: '
                            f'{len(line.expandtabs(8))} columns')
    checks.check(f'lines without text fit in {WIDTH} columns', wide,
                 'run clang-format, or shorten a comment')


def check_tests():
    suffixes = ('.c', '.h', '.sh', '.py')
    tests = [name for name in names if name.startswith('test/') and
             not name.startswith('test/data/') and
             (name.endswith(suffixes) or common.read(name)[:2] == '#!')]
    code = sum(len(lines[name]) for name in product)
    test = sum(common.read(name).count('\n') for name in tests)
    ratio = test / (code or 1)
    common.note(f'{test} lines of tests, {code} of code: {ratio:.2f}')
    checks.check(f'there are at least {TEST_RATIO} lines of tests for one '
                 'of code', [f'there are {ratio:.2f}']
                 if ratio < TEST_RATIO else [], 'write the missing tests')


check_files()
check_functions()
check_nesting()
per_kloc('conditionals', r'^\s*#\s*(?:if|ifdef|ifndef)\b', IFS_PER_KLOC,
         'put the variants into files and let meson choose')
per_kloc('gotos', r'\bgoto\b', GOTOS_PER_KLOC,
         'free with cleanup(), and return')
check_comments()
check_markers()
check_width()
check_tests()
checks.finish()
