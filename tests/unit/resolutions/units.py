"""A small tree of units for reading names."""

from __future__ import annotations

from workflows.organisation.folding import name_key
from workflows.resolutions.leads import Unit, UnitNames

_TREE = [
    ("BCDTW", "Ban Chỉ đạo Trung ương", "steering", None),
    ("CP", "Chính phủ", "central_state", "BCDTW"),
    ("BKHCN", "Bộ Khoa học và Công nghệ", "ministry", "CP"),
    ("BYT", "Bộ Y tế", "ministry", "CP"),
    ("BVHTTDL", "Bộ Văn hóa, Thể thao và Du lịch", "ministry", "CP"),
    ("TTCP", "Thanh tra Chính phủ", "ministerial_agency", "CP"),
    ("UB01", "Ủy ban nhân dân thành phố Hà Nội", "province", "CP"),
    ("UB56", "Ủy ban nhân dân tỉnh Khánh Hòa", "province", "CP"),
    ("TU56", "Tỉnh ủy Khánh Hòa", "province_party", "BCDTW"),
    ("01-SYT", "Sở Y tế Hà Nội", "department", "UB01"),
    ("56-SYT", "Sở Y tế Khánh Hòa", "department", "UB56"),
    ("56-SKHCN", "Sở Khoa học và Công nghệ Khánh Hòa", "department", "UB56"),
    ("56-VPUB", "Văn phòng UBND tỉnh Khánh Hòa", "department", "UB56"),
    ("56-VPTU", "Văn phòng Tỉnh ủy Khánh Hòa", "department", "TU56"),
    ("UB22840", "Ủy ban nhân dân xã Công Hải", "commune", "UB56"),
    ("UB22900", "Ủy ban nhân dân xã Tân Thành", "commune", "UB56"),
    ("UB00900", "Ủy ban nhân dân xã Tân Thành", "commune", "UB01"),
]
_IDS = {code: number for number, (code, *_) in enumerate(_TREE, 1)}
NAMES = UnitNames(
    {
        _IDS[code]: Unit(_IDS[code], code, name, name_key(name), level, _IDS.get(parent or ""))
        for code, name, level, parent in _TREE
    }
)
