"""The words of the report forms (``recognition/data/forms.toml``), so that ``make messages`` finds them.

A test keeps this list equal to the file.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

WORDS = (
    gettext_noop("Báo cáo tóm tắt thành tích của cá nhân"),
    gettext_noop("Thông tin cá nhân"),
    gettext_noop("Họ và tên"),
    gettext_noop(
        "Viết đủ họ, tên đệm và tên, có dấu, ví dụ Trần Thị Bích Thủy. Trang công khai tự in hoa khi cần."
    ),
    gettext_noop("Học hàm, học vị, chức danh nghề nghiệp"),
    gettext_noop("Ví dụ: BSCKII, ThS, ĐD."),
    gettext_noop("Chức vụ hiện nay"),
    gettext_noop("Chức vụ chuyên môn hoặc chính quyền, ví dụ Trưởng Trạm Y tế xã."),
    gettext_noop("Đơn vị công tác"),
    gettext_noop("Tên đơn vị như hiện nay."),
    gettext_noop("Phẩm chất, đạo đức"),
    gettext_noop("Phẩm chất đạo đức, đoàn kết, gương mẫu chấp hành nội quy, quy chế"),
    gettext_noop("Ai nhận xét, theo đánh giá nào? Nêu việc cụ thể, không chép câu mẫu."),
    gettext_noop("Thành tích đạt được"),
    gettext_noop("Thành tích xuất sắc trong phong trào thi đua"),
    gettext_noop(
        "Nêu bật những hành động và việc làm cụ thể, thiết thực, hiệu quả: ai, làm gì, khi nào, kết quả ra sao, so sánh trước và sau."
    ),
    gettext_noop("Lý do đề nghị khen thưởng, một câu"),
    # xgettext:no-python-format
    gettext_noop(
        "Câu này sẽ in trên trang tôn vinh nếu có quyết định. Ví dụ: Đưa tỷ lệ trẻ được tiêm chủng đầy đủ của xã từ 71% lên 98%."
    ),
    gettext_noop("Sáng kiến, mô hình, cách làm hay"),
    gettext_noop("Sáng kiến, mô hình, cách làm hay, giải pháp hiệu quả đã áp dụng"),
    gettext_noop("Nêu tên sáng kiến hoặc mô hình, hiệu quả thiết thực, cấp công nhận."),
    gettext_noop("Kết quả nhiệm vụ và xếp loại"),
    gettext_noop("Kết quả thực hiện nhiệm vụ được giao trong năm"),
    gettext_noop("Số liệu chính của năm."),
    gettext_noop("Kết quả đánh giá, xếp loại trong năm"),
    gettext_noop("Ví dụ: Hoàn thành xuất sắc nhiệm vụ (kèm Thông báo số …/TB-…, ngày …, của …)."),
    gettext_noop("Báo cáo tóm tắt thành tích của tập thể"),
    gettext_noop("Tập thể đề nghị"),
    gettext_noop("Tên tập thể đề nghị"),
    gettext_noop("Tên đầy đủ, ví dụ Khoa Hồi sức tích cực – Chống độc."),
    gettext_noop("Thuộc đơn vị"),
    gettext_noop("Sơ lược đặc điểm, tình hình"),
    gettext_noop("Số người, nhiệm vụ, điều kiện làm việc."),
    gettext_noop("Kế hoạch và tổ chức thực hiện"),
    gettext_noop("Việc xây dựng kế hoạch và tổ chức triển khai"),
    # xgettext:no-python-format
    gettext_noop(
        "Nêu cụ thể Kế hoạch số ký hiệu, ngày tháng năm, hình thức triển khai, kết quả có bao nhiêu công chức, viên chức, người lao động được biết nội dung kế hoạch, đạt tỷ lệ %."
    ),
    gettext_noop("Chuẩn mực đạo đức nghề nghiệp, đạo đức công vụ"),
    gettext_noop("Nêu cụ thể Quyết định số ký hiệu, trích yếu nội dung, ngày tháng năm."),
    gettext_noop("Những kết quả nổi trội trong nhiệm vụ chuyên môn"),
    gettext_noop("Có so sánh trước và sau khi triển khai."),
    gettext_noop("Câu này sẽ in trên trang tôn vinh nếu có quyết định."),
    gettext_noop("Tên sáng kiến hoặc mô hình, cách làm hay, giải pháp hiệu quả"),
    gettext_noop("Nêu tên, hiệu quả thiết thực, cấp công nhận."),
    gettext_noop("Kết quả chỉ số cải cách hành chính (điểm)"),
    gettext_noop("Ghi số điểm, ví dụ 87,5. Ngưỡng xét do tiêu chuẩn của phong trào quy định."),
    gettext_noop("Xếp loại và hình thức khen thưởng đã đạt"),
    gettext_noop("Xếp loại tập thể trong năm"),
    gettext_noop("Ví dụ: Hoàn thành xuất sắc nhiệm vụ, theo Thông báo số …"),
    gettext_noop("Các hình thức khen thưởng đạt được trong năm"),
    gettext_noop("Ví dụ: Tập thể Lao động tiên tiến năm …, Quyết định số …/QĐ-SYT."),
    gettext_noop("Đơn thư, phản ánh qua đường dây nóng trong năm"),
    gettext_noop("Không có thì ghi Không. Có thư khen thì nêu."),
)
