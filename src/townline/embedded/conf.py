"""The server's settings: what a village's machine needs, scaled by its memory, durable always."""

import os

MIB = 1024 * 1024

HEADER = """\
# Written by Townline at every start; changes here are lost. Your own settings belong into local.conf.
"""
LOCAL = """\
# Your own PostgreSQL settings. This file is read after townline.conf and is never overwritten.
# Socket, TCP and data checksums are given on the command line and cannot be changed here.
"""
INCLUDES = "\ninclude_if_exists = '../townline.conf'\ninclude_if_exists = '../local.conf'\n"
# No TCP and a closed socket folder make `trust` safe: only the account itself and root can reach the socket.
HBA = "# Written by Townline. Reached only through a socket in a folder of mode 0700.\nlocal all all trust\n"


def memory_bytes() -> int:
    """Return the machine's memory in bytes; 2 GiB where it will not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return 2048 * MIB


def _clamped(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))


def settings(memory: int) -> dict[str, str]:
    """PostgreSQL's settings for a machine with this many bytes of memory."""
    mebibytes = memory // MIB
    return {
        "max_connections": "100",
        "shared_buffers": f"{_clamped(mebibytes // 16, 32, 1024)}MB",
        "effective_cache_size": f"{_clamped(mebibytes // 2, 128, 65536)}MB",
        "work_mem": "8MB",
        "maintenance_work_mem": f"{_clamped(mebibytes // 32, 32, 256)}MB",
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "wal_compression": "on",
        "max_wal_size": "1GB",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "logging_collector": "on",
        "log_directory": "'../log'",
        "log_filename": "'postgresql-%a.log'",
        "log_file_mode": "0600",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_line_prefix": "'%m [%p] %q%u@%d '",
        "log_lock_waits": "on",
        "log_min_duration_statement": "2s",
        "cluster_name": "'townline'",
    }


def townline_conf(memory: int) -> str:
    """Return the text of townline.conf."""
    return HEADER + "".join(f"{name} = {value}\n" for name, value in settings(memory).items())
