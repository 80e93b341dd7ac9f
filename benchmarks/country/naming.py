"""Names for invented people and tasks, put together by chance: twelve thousand titles, ten thousand names."""

from __future__ import annotations

from random import Random

FAMILIES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"]
MIDDLES = ["Văn", "Thị", "Minh", "Thanh", "Đức", "Quang", "Ngọc", "Hữu", "Thu", "Xuân", "Anh", "Hồng"]
GIVEN = [
    *("An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Hải", "Hạnh", "Hiếu", "Hoa", "Hùng", "Hương", "Khánh", "Lan"),
    *("Linh", "Long", "Mai", "Nam", "Nga", "Phúc", "Quân", "Sơn", "Tâm", "Thảo", "Trang", "Tuấn"),
]
VERBS = (
    ("Xây dựng", "Build"),
    ("Ban hành", "Issue"),
    ("Hoàn thiện", "Complete"),
    ("Triển khai", "Roll out"),
    ("Rà soát", "Review"),
    ("Nâng cấp", "Upgrade"),
    ("Kết nối", "Connect"),
    ("Chuẩn hóa", "Standardise"),
    ("Thí điểm", "Pilot"),
    ("Tổ chức tập huấn về", "Train people in"),
)
THINGS = (
    ("cơ sở dữ liệu đất đai", "the land database"),
    ("nền tảng tích hợp dữ liệu", "the data integration platform"),
    ("quy chế chia sẻ dữ liệu", "the rules for sharing data"),
    ("hệ thống một cửa điện tử", "the electronic one-stop system"),
    ("trung tâm đổi mới sáng tạo", "the innovation centre"),
    ("hạ tầng mạng 5G", "5G infrastructure"),
    ("chương trình đào tạo nhân lực bán dẫn", "the semiconductor training programme"),
    ("sàn giao dịch công nghệ", "the technology exchange"),
    ("bộ chỉ số chuyển đổi số", "the digital transformation index"),
    ("hồ sơ sức khỏe điện tử", "electronic health records"),
    ("quỹ đầu tư mạo hiểm", "the venture capital fund"),
    ("phòng thí nghiệm trọng điểm", "the key laboratory"),
    ("kho học liệu số", "the digital learning store"),
    ("bản đồ số nông nghiệp", "the digital map of agriculture"),
    ("dịch vụ công trực tuyến toàn trình", "end-to-end online public services"),
)
WHERE = (
    ("giai đoạn 1", "phase 1"),
    ("giai đoạn 2", "phase 2"),
    ("cấp xã", "in communes"),
    ("của ngành", "of the sector"),
    ("trên địa bàn", "in the area"),
    ("theo chuẩn quốc gia", "by the national standard"),
    ("phục vụ doanh nghiệp", "for enterprises"),
    ("phục vụ người dân", "for citizens"),
)
GROUPS = (
    ("Thể chế, chính sách", "Institutions and policies"),
    ("Hạ tầng", "Infrastructure"),
    ("Nhân lực", "People"),
    ("Dữ liệu", "Data"),
    ("Chính quyền số", "Digital government"),
    ("Kinh tế số", "Digital economy"),
    ("Xã hội số", "Digital society"),
    ("Hợp tác quốc tế", "International cooperation"),
)


def person(chance: Random) -> str:
    """A full name."""
    return f"{chance.choice(FAMILIES)} {chance.choice(MIDDLES)} {chance.choice(GIVEN)}"


def title(chance: Random, number: int) -> tuple[str, str]:
    """A task's title in both languages; its number keeps equal ones apart."""
    parts = (chance.choice(VERBS), chance.choice(THINGS), chance.choice(WHERE))
    vi, en = (" ".join(part[language] for part in parts) for language in (0, 1))
    return f"{vi} (việc {number})", f"{en} (task {number})"
