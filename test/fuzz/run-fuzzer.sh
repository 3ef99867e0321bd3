#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# run-fuzzer.sh FUZZER CORPUS SEED...: fuzz for $FUZZ_SECONDS (20), starting
# from the seeds and from what earlier runs left in the folder CORPUS.
set -eu
fuzzer=$1 corpus=$2
shift 2
mkdir -p "$corpus"
cp "$@" "$corpus"
exec "$fuzzer" -max_total_time="${FUZZ_SECONDS:-20}" -max_len=9216 \
	-artifact_prefix="$corpus/crash-" -print_final_stats=1 "$corpus"
