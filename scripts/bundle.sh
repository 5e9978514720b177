#!/bin/sh
# bundle.sh: dist/union-office-<version>/ = sources, wheels, checksums; installs without internet and containers
# (docs/deploy.md, "Without internet"). Only committed files go in.
set -eu
. "$(dirname "$0")/environment.sh"

make_venv
version=$(git describe --always --dirty)
out=dist/union-office-$version
rm -rf "$out"
mkdir -p "$out/wheels"
git archive --format=tar.gz --prefix=union-office/ -o "$out/source.tar.gz" HEAD
"$PYTHON" -m pip download --quiet --disable-pip-version-check --require-hashes --prefer-binary \
    -r requirements.txt -d "$out/wheels"
# One package comes as source; pip builds it there with this:
"$PYTHON" -m pip download --quiet --disable-pip-version-check setuptools wheel -d "$out/wheels"
cp requirements.txt "$out/"
(cd "$out" && find . -type f ! -name SHA256SUMS | sort | xargs sha256sum >SHA256SUMS)
say "$out: $(find "$out/wheels" -type f | wc -l) packages, $(du -sh "$out" | cut -f1)"
say "Check there:   sha256sum --check --quiet SHA256SUMS"
say "Install there: pip install --no-index --find-links wheels --require-hashes -r requirements.txt"
