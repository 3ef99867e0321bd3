# SPDX-License-Identifier: GPL-2.0-or-later
"""The words and values that kernels put into attributes, for anymachine.py."""

# Attributes that only root may read.
SECRET = ('resource', 'start', 'end', 'page_offset')

NAMES = ('', '', '', 'data', 'two words', ' leading', 'trailing ', 'Größe',
         '日本', 'quote"d', "it's", 'back\\slash', 'a/b', '{"a":1}', '%s%n',
         'tab\there', 'bell\a', '0', 'null', 'x' * 63, '<&>', '-n', '\x7f')

# By kind of bus: where it lies, who registered it, its dimms' folder.
BUSES = {
    'nfit': ('LNXSYSTM:00/LNXSYBUS:00/ACPI0012:00', 'ACPI.NFIT', 'nfit'),
    'test': ('platform/nfit_test.{0}', 'nfit_test.{0}', 'nfit'),
    'e820': ('platform/e820_pmem', 'e820', None),
    'virtio': ('pci0000:00/0000:00:0{0}.0/virtio{0}', 'virtio-pmem', None),
    'of': ('platform/{0}00000000.pmem', '{0}00000000.pmem', None),
    'papr': ('platform/ibm,persistent-memory:ibm,pmem@4410000{0}',
             'ibm,persistent-memory:ibm,pmem@4410000{0}', 'papr'),
    'cxl': ('platform/ACPI0017:00/root0/nvdimm-bridge{0}', 'CXL', 'cxl'),
}

FLAGS = ('map_fail', 'save_fail', 'restore_fail', 'flush_fail', 'not_armed',
         'smart_event', 'smart_notify')
PAPR_FLAGS = ('not_armed', 'flush_fail', 'restore_fail', 'encrypted',
              'smart_notify', 'scrubbed', 'locked')

# 6.1 is 601
VERSIONS = (409, 414, 419, 504, 510, 515, 601, 612, 700)

# What a dimm's firmware may be silent about.
OPTIONAL = ('id', 'family', 'format', 'formats', 'serial', 'rev_id',
            'subsystem_vendor', 'vendor', 'device')
SECURITY = ('disabled', 'unlocked', 'locked', 'frozen', 'overwrite')
PERSISTENCE = ('cpu_cache', 'memory_controller', '', 'unknown')
ALIGNMENTS = ('4096 2097152 1073741824 ', '4096 2097152 ', '4096 ',
              '65536 16777216 ')
SECTORS = (512, 520, 528, 4096, 4104, 4160, 4224)
