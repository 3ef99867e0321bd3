# SPDX-License-Identifier: GPL-2.0-or-later
"""Machines that nobody has seen: made by chance, the same for the same seed.

What is in /sys there is what kernels from 4.9 on show. Left to chance are the
buses of any kind, regions with labels and without, namespaces in any state from
a seed to half made by a tool that was killed, and dax devices of any origin.
"""

import os
import random
import stat
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'bench'))
sys.dont_write_bytecode = True
import tree as bench  # noqa: E402  pylint: disable=wrong-import-position
from states import (  # noqa: E402  pylint: disable=wrong-import-position
    ALIGNMENTS, BUSES, FLAGS, NAMES, OPTIONAL, PAPR_FLAGS, PERSISTENCE,
    SECRET, SECTORS, SECURITY, VERSIONS)

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
BLOCK_SIZE = 128 * MIB
UNKNOWN = bench.NoDevice
NDCTL_MAJOR, NMEM_MAJOR, DAX_MAJOR, BLOCK_MAJOR = 246, 245, 252, 259


class Kernel:
    """Which attributes it has: each came with some version."""

    def __init__(self, dice):
        self.version = dice.choice(VERSIONS)

    def has(self, version):
        return self.version >= version

    def attributes(self, versions):
        """Those of {name: (since, value)} that it has."""
        return {name: value for name, (since, value) in versions.items()
                if self.has(since)}


class Machine:
    """A tree below @out, and words that its commands can be given."""

    def __init__(self, out, seed):
        self.dice = random.Random(seed)
        self.kernel = Kernel(self.dice)
        self.tree = bench.Tree(out)
        bench.add_base(self.tree)
        self.tree.attributes('devices/system/memory', {
            'block_size_bytes': f'{BLOCK_SIZE:x}',
            'auto_online_blocks': 'offline'})
        self.numbers = {'disk': 0, 'dax': 0, 'region': 0, 'dimm': 0}
        self.of_class = not self.kernel.has(518) and self.chance(40)
        self.blocks = set()
        self.known = set()
        self.buses, self.dimms, self.regions = [], [], []
        self.namespaces, self.dax_regions, self.dax_devices = [], [], []
        self.nodes = self.dice.choice(((0,), (0, 1), (0, 1, 2, 3), (-1, 0)))
        for kind in self.kinds():
            Bus(self, kind)
        for _ in range(self.dice.choice((0, 0, 1, 2))):
            SoftReserved(self)
        self.finish_memory()

    def differs(self, name, *keys):
        """These members of an object are not upstream's, on purpose."""
        self.known.update((name, key) for key in keys)

    def kinds(self):
        count = self.dice.choice((0, 1, 1, 1, 2, 2, 3, 5))
        return [self.dice.choice(list(BUSES)) for _ in range(count)]

    def chance(self, percent):
        return self.dice.randrange(100) < percent

    def number(self, kind):
        """The next number of its kind; some were others', now gone."""
        number = self.numbers[kind]
        number += self.dice.choice((0, 0, 0, 0, 1, 7, 90))
        self.numbers[kind] = number + 1
        return number

    def uuid(self):
        text = f'{self.dice.getrandbits(128):032x}'
        return '-'.join((text[:8], text[8:12], text[12:16], text[16:20],
                         text[20:]))

    def node(self):
        return self.dice.choice(self.nodes)

    def attributes(self, path, values):
        self.tree.attributes(path, values)
        for name in values:
            if name.rpartition('/')[2] in SECRET and \
                    values[name] is not UNKNOWN:
                os.chmod(f'{self.tree.sys}/{path}/{name}', 0o400)

    def disk(self, parent, name, size, badblocks=''):
        minor = self.numbers['disk']
        self.numbers['disk'] += 1
        path = f'{parent}/block/{name}'
        self.attributes(path, {
            'dev': f'{BLOCK_MAJOR}:{minor}', 'size': size // 512,
            'badblocks': badblocks, 'ro': 0})
        self.tree.link(path, 'subsystem', 'class/block')
        self.tree.link('class/block', name, path)
        # Upstream asks for a disk's bad sectors by its old folder.
        self.tree.link('block', name, path)
        self.tree.node(path, name, stat.S_IFBLK, BLOCK_MAJOR, minor)

    def memory(self, start, size, node, state):
        """Plug the whole blocks of a range, in some of the usual states."""
        first = -(-start // BLOCK_SIZE)
        zones = {'Normal': ('Normal',), 'Movable': ('Movable',),
                 'mixed': ('Normal', 'Movable')}.get(state, ('Movable',))
        for block in range(first, (start + size) // BLOCK_SIZE):
            if block in self.blocks or self.chance(2):
                continue
            self.blocks.add(block)
            online = state != 'offline' and \
                not (state == 'some' and self.chance(50))
            self.block(block, node, online, self.dice.choice(zones))

    def block(self, block, node, online, zone):
        path = f'devices/system/memory/memory{block}'
        folder = f'devices/system/node/node{max(node, 0)}'
        self.attributes(path, {
            'online': int(online), 'phys_index': f'{block:08x}',
            'removable': 1, 'state': 'online' if online else 'offline',
            'valid_zones': zone if online else 'Normal Movable'})
        self.tree.link(path, f'node{max(node, 0)}', folder)
        self.tree.link(folder, f'memory{block}', path)

    def finish_memory(self):
        """The system's own blocks, and the nodes that there are."""
        for block in range(self.dice.choice((4, 24))):
            if block not in self.blocks:
                self.block(block, 0, True, 'Normal')
        for node in range(4):
            path = f'devices/system/node/node{node}'
            self.attributes(path, {'cpulist': '0-1' if not node else ''})


class Bus:
    def __init__(self, machine, kind):
        self.machine, self.kind = machine, kind
        self.id = len(machine.buses) + machine.dice.choice((0, 0, 0, 9))
        while self.id in machine.buses:
            self.id += 1
        machine.buses.append(self.id)
        place, provider, self.folder = BUSES[kind]
        self.provider = provider.format(self.id)
        self.path = f'devices/{place.format(self.id)}/ndbus{self.id}'
        machine.attributes(self.path, self.values())
        machine.tree.device(self.path, 'nd', 'nd_bus')
        self.control()
        count = machine.dice.choice((1, 2, 2, 4, 6)) if self.folder else 0
        self.dimms = [self.dimm(machine.number('dimm')) for _ in range(count)]
        for _ in range(machine.dice.choice((1, 1, 2, 3, 8))):
            Region(self, machine.number('region'))

    def values(self):
        machine = self.machine
        values = {'provider': self.provider, 'wait_probe': 1,
                  'commands': 'ars_cap ars_start ars_status clear_error ',
                  'uevent': bench.uevent(DRIVER='nd_bus')}
        if self.folder == 'nfit':
            values.update({
                'nfit/revision': 1, 'nfit/dsm_mask': '0x3a0',
                'nfit/hw_error_scrub': 0})
            scrub = machine.dice.choice((0, 5, 4294967295, '7+', '0+',
                                         UNKNOWN, None))
            if scrub is not None:
                values['nfit/scrub'] = scrub
        if self.folder == 'papr':
            values['of_node/compatible'] = 'ibm,pmemory'
        if machine.kernel.has(510) and machine.chance(50):
            values['firmware/activate'] = machine.dice.choice(
                ('idle', 'armed', 'busy', 'overflow', 'invalid'))
            values['firmware/capability'] = machine.dice.choice(
                ('quiesce', 'live', 'none'))
        return values

    def control(self):
        tree, name = self.machine.tree, f'ndctl{self.id}'
        path = f'{self.path}/nd/{name}'
        tree.attributes(path, {'dev': f'{NDCTL_MAJOR}:{self.id}'})
        tree.link(path, 'subsystem', 'class/nd')
        tree.link(path, 'device', self.path)
        tree.link('class/nd', name, path)
        tree.node(path, name, stat.S_IFCHR, NDCTL_MAJOR, self.id)

    def firmware_values(self, number):
        """What the firmware tells of a dimm, in its folder."""
        dice = self.machine.dice
        words = dice.sample(FLAGS, dice.choice((0, 0, 0, 1, 2, len(FLAGS))))
        flags = ''.join(word + ' ' for word in words)
        if self.folder == 'papr':
            words = dice.sample(PAPR_FLAGS, dice.choice((0, 0, 1, 3)))
            return {'flags': ''.join(word + ' ' for word in words),
                    'dirty_shutdown': 3}
        if self.folder == 'cxl':
            return {'id': f'{number:#x}', 'provider': 'mem0'}
        serial = dice.getrandbits(32)
        values = {
            'handle': dice.choice((f'{number:#x}', '0x0', '0xffffffff',
                                   f'{dice.getrandbits(32):#x}')),
            'phys_id': dice.choice((f'{number:#x}', '0xffff', '0x0')),
            'serial': f'{serial:#010x}', 'flags': flags, 'format': '0x0201',
            'formats': 1, 'vendor': '0xcdab', 'device': '0x0000',
            'rev_id': '0x0100', 'subsystem_vendor': '0x0000',
            'id': f'cdab-0a-07e0-{serial:08x}', 'dsm_mask': '0x0',
            'family': 0,
        }
        for name in dice.sample(OPTIONAL, dice.choice((0, 0, 0, 1, 3))):
            del values[name]
        return values

    def dimm(self, number):
        machine = self.machine
        path, dice = f'{self.path}/nmem{number}', machine.dice
        driver = None if machine.chance(15) else 'nvdimm'
        values = {
            'commands': dice.choice(('', 'get_size get_data set_data ')),
            'dev': f'{NMEM_MAJOR}:{number}', 'devtype': 'nvdimm',
            'flags': dice.choice(('', 'label ', 'alias ', 'label lock ')),
            'modalias': 'nd:t1', 'state': 'active' if driver else 'idle',
            'available_slots': dice.choice((1016, 0, UNKNOWN)),
        }
        if machine.kernel.has(500) and machine.chance(70):
            values['security'] = dice.choice(SECURITY)
            if machine.kernel.has(507):
                values['frozen'] = dice.choice((0, 0, 1))
        if machine.kernel.has(510) and machine.chance(50):
            values['firmware/activate'] = dice.choice(('idle', 'armed'))
            values['firmware/result'] = 'none'
        values.update({f'{self.folder}/{name}': value for name, value
                       in self.firmware_values(number).items()})
        # Its firmware is asked by a family of commands that isn't ours yet.
        if self.folder == 'papr':
            machine.differs(f'nmem{number}', 'health')
        machine.attributes(path, values)
        machine.tree.device(path, 'nd', driver)
        machine.tree.node(path, f'nmem{number}', stat.S_IFCHR, NMEM_MAJOR,
                          number)
        machine.dimms.append(number)
        return number


class Region:
    def __init__(self, bus, number):
        self.bus, self.machine = bus, bus.machine
        self.number, dice = number, self.machine.dice
        self.path = f'{bus.path}/region{number}'
        self.labelled = bool(bus.folder) and self.machine.chance(75)
        self.blk = self.labelled and bus.folder == 'nfit' and \
            not self.machine.kernel.has(518) and self.machine.chance(20)
        self.nstype = 6 if self.blk else 5 if self.labelled else 4
        self.size = dice.choice((256 * MIB, GIB, 3 * GIB, 16 * GIB))
        self.base = 8 * GIB + number * 64 * GIB
        self.enabled = not self.machine.chance(10)
        self.bad = self.bad_blocks()
        self.claims = {'btt': 0, 'pfn': 0, 'dax': 0}
        self.seeds = {}
        self.at = 0
        self.fill()
        self.write()

    def bad_blocks(self):
        """The attribute's text, as long as the kernel would let it be."""
        dice, sectors = self.machine.dice, self.size // 512
        count = dice.choice((0, 0, 0, 1, 3, 40, 700))
        runs = {dice.randrange(sectors): dice.choice((1, 8, 100, 512))
                for _ in range(count)}
        lines = []
        for start in sorted(runs):
            if not lines or start >= lines[-1][0] + lines[-1][1]:
                lines.append((start, min(runs[start], sectors - start)))
        if self.machine.chance(30):
            dice.shuffle(lines)
        text = ''.join(f'{start} {length}\n' for start, length in lines)
        # What is cut in the middle is no number.
        self.cut = len(text) > 4095
        return text[:4095]

    def common(self, devtype, kind, driver):
        values = {'devtype': devtype, 'modalias': f'nd:t{kind}',
                  'numa_node': self.machine.node(),
                  'uevent': bench.uevent(DEVTYPE=devtype, DRIVER=driver)}
        if self.machine.kernel.has(501):
            values['target_node'] = self.machine.node()
        return values

    def fill(self):
        """Namespaces until there is no room, or enough of them."""
        dice, number = self.machine.dice, 0
        most = dice.choice((0, 1, 1, 2, 4, 12)) if self.labelled else 1
        for _ in range(most if self.enabled else 0):
            size = self.size if not self.labelled else \
                dice.choice((16, 64, 128, 256, 512)) * MIB
            if self.at + size > self.size:
                break
            Namespace(self, number, size).make()
            self.at += size
            number += dice.choice((1, 1, 1, 2, 10))
        if self.enabled and (self.labelled or self.machine.chance(30)):
            self.add_seeds(number)

    def add_seeds(self, number):
        lost = self.machine.dice.choice((None, None, None, 'btt', 'pfn', 'dax'))
        # Any seed tells what can be made, to us and newer versions.
        if lost:
            self.machine.differs(f'region{self.number}', 'capabilities')
        for kind in self.claims:
            if kind != lost:
                self.seeds[kind] = Namespace.claim_device(self, kind)
        if self.labelled:
            seed = Namespace(self, number, 0)
            seed.seed()
            self.seeds['namespace'] = seed.path

    def write(self):
        machine, dice = self.machine, self.machine.dice
        left = self.size - self.at if self.labelled else 0
        driver = 'nd_region' if self.enabled else None
        if self.cut:
            machine.differs(f'region{self.number}', 'badblock_count',
                            'badblocks')
        devtype = 'nd_blk' if self.blk else dice.choice(
            ('nd_pmem', 'nd_pmem', 'nd_pmem', 'nd_volatile'))
        dimms = dice.sample(self.bus.dimms, dice.randint(
            1, len(self.bus.dimms))) if self.bus.dimms else []
        position = machine.kernel.has(412)
        values = {
            **self.common(devtype, 3 if self.blk else 2, driver),
            **machine.kernel.attributes({
                'badblocks': (411, self.bad), 'resource': (411,
                                                           f'{self.base:#x}'),
                'persistence_domain': (417, dice.choice(PERSISTENCE)),
                'max_available_extent': (419, left),
                'align': (507, dice.choice(('0x1000000', '0x200000'))),
                'deep_flush': (412, dice.choice((0, 1)))}),
            'size': self.size, 'available_size': left, 'nstype': self.nstype,
            'mappings': len(dimms), 'read_only': int(machine.chance(10)),
            'init_namespaces': '1/1',
            **{f'{kind}_seed': os.path.basename(path)
               for kind, path in self.seeds.items()},
            **{f'mapping{i}': f'nmem{dimm},{dice.choice((0, MIB))},'
               f'{self.size // len(dimms)}' + (f',{i}' if position else '')
               for i, dimm in enumerate(dimms)},
        }
        if self.bus.folder:
            values['set_cookie'] = f'{dice.getrandbits(63) | 1:#x}'
        if self.bus.folder == 'nfit':
            values['nfit/range_index'] = self.number + 1
        machine.attributes(self.path, values)
        machine.tree.device(self.path, 'nd', driver)
        machine.regions.append(self.number)


class Namespace:
    """A part of a region, in one of the states that it can be in."""

    def __init__(self, region, number, size):
        self.region, self.machine = region, region.machine
        self.number, self.size = number, size
        self.name = f'namespace{region.number}.{number}'
        self.path = f'{region.path}/{self.name}'
        self.start = region.base + region.at
        self.machine.namespaces.append(f'{region.number}.{number}')

    def make(self):
        states = ['raw', 'fsdax', 'fsdax', 'devdax', 'devdax', 'sector',
                  'memory', 'disabled', 'claimed', 'sizeless']
        if self.region.blk:
            states = ['raw', 'sector', 'disabled', 'sizeless']
        state = self.machine.dice.choice(states)
        getattr(self, state)()

    def write(self, mode='raw', driver=None, holder='', **more):
        region, machine = self.region, self.machine
        # Its own bad sectors, not those of the region.
        if not holder or region.cut:
            machine.differs(self.name, 'badblock_count', 'badblocks')
        kind, devtype = {4: ('4', 'nd_namespace_io'),
                         5: ('5', 'nd_namespace_pmem'),
                         6: ('6', 'nd_namespace_blk')}[region.nstype]
        values = {
            **region.common(devtype, kind, driver), 'force_raw': 0,
            'holder': holder, 'holder_class': holder[:3], 'mode': mode,
            'nstype': kind, 'size': self.size,
            'resource': f'{self.start:#x}' if self.size else UNKNOWN,
        }
        if region.labelled:
            values.update({
                'alt_name': machine.dice.choice(NAMES), 'dpa_extents': 1,
                'uuid': machine.uuid()})
            if machine.kernel.has(413) or region.blk:
                values['sector_size'] = machine.dice.choice(
                    ('[512] 4096 ', '512 [4096] ', '512 4096 '))
            values.update(more)
        machine.attributes(self.path, values)
        machine.tree.device(self.path, 'nd', driver)

    def disk(self, parent, suffix=''):
        name = f'{self.region.number}'
        if self.region.blk:
            name = f'ndblk{name}.{self.number}'
        else:
            name = f'pmem{name}' + (f'.{self.number}' if self.number else '')
        self.machine.disk(parent, name + suffix, self.size,
                          self.machine.dice.choice(('', '8 8\n')))

    def raw(self):
        self.write(driver='nd_pmem')
        self.disk(self.path)

    def memory(self):
        """Mapped as a whole, as e820 memory is."""
        self.write(mode='memory', driver='nd_pmem')
        self.disk(self.path)

    def disabled(self):
        self.write(mode=self.machine.dice.choice(('raw', 'raw', 'memory')),
                   holder_class=self.machine.dice.choice(('', 'pfn', 'btt')))

    def sizeless(self):
        """It got its uuid, and then the tool was killed."""
        self.size = 0
        self.write(uuid=self.machine.uuid())

    def seed(self):
        self.write(uuid='', alt_name='', dpa_extents=0,
                   sector_size='512 4096 ')

    def claim(self, kind, mode, bound=True):
        path = Namespace.claim_device(self.region, kind, self, bound)
        self.write(mode=mode, holder=os.path.basename(path))
        return path

    def claimed(self):
        """Somebody's since a tool was killed before it bound the driver."""
        kind = self.machine.dice.choice(('btt', 'pfn', 'dax'))
        self.claim(kind, {'btt': 'safe', 'pfn': 'memory', 'dax': 'dax'}[kind],
                   bound=False)

    def fsdax(self):
        self.disk(self.claim('pfn', 'memory'))

    def sector(self):
        self.disk(self.claim('btt', 'safe'), 's')

    def devdax(self):
        path = self.claim('dax', 'dax')
        if self.machine.chance(8):
            return
        region = DaxRegion(self.machine, path, self.region.number,
                           self.start + 2 * MIB, self.size - 2 * MIB, False)
        region.device(self.number, region.size)
        region.write()

    @staticmethod
    def claim_device(region, kind, namespace=None, bound=False):
        """A btt, pfn or dax device on a namespace; without one, the seed."""
        machine, dice = region.machine, region.machine.dice
        name = f'{kind}{region.number}.{region.claims[kind]}'
        region.claims[kind] += dice.choice((1, 1, 1, 3))
        path = f'{region.path}/{name}'
        driver = None
        if bound:
            driver = 'dax_pmem' if kind == 'dax' else 'nd_pmem'
        size = namespace.size - 2 * MIB if bound else UNKNOWN
        values = {
            **region.common(f'nd_{kind}', 7 if kind == 'dax' else 5, driver),
            'namespace': namespace.name if namespace else '',
            'uuid': machine.uuid() if namespace else '',
        }
        if kind == 'btt':
            sector = dice.choice(SECTORS)
            values['sector_size'] = ''.join(
                f'[{size}] ' if namespace and size == sector else f'{size} '
                for size in SECTORS)
            values.update(machine.kernel.attributes({
                'size': (408, size), 'log_zero_flags': (415, 'Y')}))
        else:
            start = f'{namespace.start + 2 * MIB:#x}' if bound else UNKNOWN
            mode = dice.choice(('pmem', 'ram', 'none')) if namespace else 'none'
            values.update({
                'align': dice.choice((4096, 2 * MIB, GIB, 0)), 'mode': mode,
                'resource': start, 'size': size})
            if machine.kernel.has(413):
                values['supported_alignments'] = dice.choice(ALIGNMENTS)
        machine.attributes(path, values)
        machine.tree.device(path, 'nd', driver)
        return path


class DaxRegion:
    """What devices of the dax bus are carved from, below its parent."""

    def __init__(self, machine, path, number, start, size, dynamic):
        self.machine, self.path, self.number = machine, path, number
        self.start, self.size, self.dynamic = start, size, dynamic
        self.at = start
        # Below a namespace, for old programs, where the distribution says so.
        self.of_class = not dynamic and machine.of_class
        machine.dax_regions.append(number)

    def write(self, available=0):
        values = {'id': self.number, 'size': self.size,
                  'align': self.machine.dice.choice((4096, 2 * MIB))}
        if self.dynamic:
            values.update({'available_size': available, 'create': '',
                           'seed': f'dax{self.number}.0'})
        self.machine.attributes(f'{self.path}/dax_region', values)
        os.chmod(f'{self.machine.tree.sys}/{self.path}/dax_region/align',
                 0o400)

    def ranges(self, size):
        """Where a device of some size lies: in one piece, or in several."""
        count = self.machine.dice.choice((1, 1, 1, 2, 3)) if self.dynamic \
            else 1
        pieces, left = [], size
        for piece in range(count, 0, -1):
            part = left // piece // (2 * MIB) * (2 * MIB) if piece > 1 else left
            if part:
                pieces.append((self.at, part))
                self.at += part + (256 * MIB if piece > 1 else 0)
            left -= part
        return pieces

    def device(self, number, size):
        machine, dice = self.machine, self.machine.dice
        name = f'dax{self.number}.{number}'
        place = 'dax/' if self.of_class else ''
        path, node = f'{self.path}/{place}{name}', machine.node()
        driver = dice.choice(('device_dax', 'device_dax', 'kmem', None)) \
            if size else None
        # The kernel plugs no memory that would be of no node.
        if driver == 'kmem' and (node < 0 or self.of_class or
                                 not machine.kernel.has(501)):
            driver = 'device_dax'
        minor = machine.numbers['dax']
        machine.numbers['dax'] += 1
        pieces = self.ranges(size)
        values = {
            'dev': f'{DAX_MAJOR}:{minor}', 'modalias': 'dax:t0', 'size': size,
            'uevent': bench.uevent(DEVNAME=name, DRIVER=driver),
            'resource': f'{pieces[0][0]:#x}' if pieces else '0x0',
            **machine.kernel.attributes({
                'target_node': (501, node), 'numa_node': (505, node),
                'align': (510, dice.choice((4096, 2 * MIB, GIB)))})}
        offset = 0
        for index, (start, length) in enumerate(
                pieces if machine.kernel.has(510) else ()):
            values[f'mapping{index}/start'] = f'{start:#x}'
            values[f'mapping{index}/end'] = f'{start + length - 1:#x}'
            values[f'mapping{index}/page_offset'] = f'{offset >> 12:#x}'
            offset += length
        machine.attributes(path, values)
        if self.of_class:
            machine.tree.link(path, 'subsystem', 'class/dax')
            machine.tree.link('class/dax', name, path)
        else:
            machine.tree.device(path, 'dax', driver)
        machine.tree.node(path, name, stat.S_IFCHR, DAX_MAJOR, minor)
        if driver == 'kmem':
            # Counted by the device's ranges, and not from its first address.
            if len(pieces) > 1:
                machine.differs(name, 'online_memblocks', 'total_memblocks',
                                'movable')
            state = dice.choice(('offline', 'Normal', 'Movable', 'mixed',
                                 'some'))
            for start, length in pieces:
                machine.memory(start, length, node, state)
        machine.dax_devices.append(f'{self.number}.{number}')


class SoftReserved:
    """Memory that is no persistent one: of a node, or behind CXL."""

    def __init__(self, machine):
        dice = machine.dice
        number = machine.number('region')
        place = dice.choice((
            f'devices/platform/hmem.{number}',
            f'devices/platform/ACPI0017:00/root0/decoder0.0/region{number}/'
            f'dax_region{number}'))
        size = dice.choice((GIB, 4 * GIB))
        region = DaxRegion(machine, place, number, 8 * GIB + number * 64 * GIB,
                           size, machine.kernel.has(510))
        left = size
        for index in range(dice.choice((1, 2, 3, 12))):
            part = dice.choice((0, 128 * MIB, 256 * MIB, 2 * MIB, GIB))
            part = min(part, left)
            left -= part
            region.device(index, part)
        region.write(left)
