"""Build static/fonts/union-rare-han.woff2, the fallback font for rare characters in names.

Usage: make_rare_font.py HanaMinB.ttf BabelStoneHan.ttf OUT.woff2
(Debian packages fonts-hanazono 20170904 and fonts-babelstone-han 15.0.5; only the first one's outlines
are used, the second says which characters of CJK Extension B its author found in real use.)
Kept: Extension B characters with a known reading (pypinyin) or in BabelStone Han, and every character
of Extensions C to F with a known reading. The reserved font name is removed, as the OFL asks.
"""

from __future__ import annotations

import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.woff2 import WOFF2FlavorData
from pypinyin.pinyin_dict import pinyin_dict

EXTENSION_B = range(0x20000, 0x2A6E0)
EXTENSIONS_C_TO_F = range(0x2A700, 0x2EBF0)
FAMILY = "Union Rare Han"
NAMES = {1: FAMILY, 2: "Regular", 4: FAMILY, 6: "UnionRareHan-Regular"}


def wanted(in_use: set[int]) -> set[int]:
    """Code points to keep."""
    with_reading = set(pinyin_dict)
    extension_b = {code for code in EXTENSION_B if code in with_reading or code in in_use}
    return extension_b | {code for code in EXTENSIONS_C_TO_F if code in with_reading}


def main(outlines: str, in_use: str, out: str) -> None:
    """Subset, rename, compress."""
    options = subset.Options(
        hinting=False, layout_features=[], notdef_outline=True, glyph_names=False, legacy_kern=False
    )
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "vhea", "vmtx", "VORG", "gasp", "FFTM"]
    font = subset.load_font(outlines, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted(set(TTFont(in_use).getBestCmap())))
    subsetter.subset(font)
    for record in list(font["name"].names):
        if record.nameID in NAMES:
            font["name"].setName(NAMES[record.nameID], record.nameID, 3, 1, 0x409)
        elif record.nameID not in (0, 13, 14):
            font["name"].removeNames(nameID=record.nameID)
    font.flavor = "woff2"
    # Without the glyf transform: 15 % bigger, but WeasyPrint unpacks it in 0.5 s instead of 39 s.
    font.flavorData = WOFF2FlavorData(transformedTables=())
    font.save(out)
    print(len(font.getBestCmap()), "characters")


if __name__ == "__main__":
    main(*sys.argv[1:])
