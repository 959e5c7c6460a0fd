"""The words of the report forms (``recognition/data/forms*.toml``), so that ``make messages`` finds them.

A test keeps this list equal to the files.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

WORDS = (
    gettext_noop("Báo cáo tóm tắt thành tích của tập thể"),
    gettext_noop("Tập thể đề nghị"),
    gettext_noop("Tên tập thể đề nghị"),
    gettext_noop("Tên đầy đủ, ví dụ Khoa Hồi sức tích cực – Chống độc."),
    gettext_noop("Thuộc đơn vị"),
    gettext_noop("Tên đơn vị như hiện nay."),
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
    gettext_noop("Thành tích đạt được"),
    gettext_noop("Những kết quả nổi trội trong nhiệm vụ chuyên môn"),
    gettext_noop("Có so sánh trước và sau khi triển khai."),
    gettext_noop("Lý do đề nghị khen thưởng, một câu"),
    gettext_noop("Câu này sẽ in trên trang tôn vinh nếu có quyết định."),
    gettext_noop("Sáng kiến, mô hình, cách làm hay"),
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
    gettext_noop("Phẩm chất, đạo đức"),
    gettext_noop("Phẩm chất đạo đức, đoàn kết, gương mẫu chấp hành nội quy, quy chế"),
    gettext_noop("Ai nhận xét, theo đánh giá nào? Nêu việc cụ thể, không chép câu mẫu."),
    gettext_noop("Thành tích xuất sắc trong phong trào thi đua"),
    gettext_noop(
        "Nêu bật những hành động và việc làm cụ thể, thiết thực, hiệu quả: ai, làm gì, khi nào, kết quả ra sao, so sánh trước và sau."
    ),
    # xgettext:no-python-format
    gettext_noop(
        "Câu này sẽ in trên trang tôn vinh nếu có quyết định. Ví dụ: Đưa tỷ lệ trẻ được tiêm chủng đầy đủ của xã từ 71% lên 98%."
    ),
    gettext_noop("Sáng kiến, mô hình, cách làm hay, giải pháp hiệu quả đã áp dụng"),
    gettext_noop("Nêu tên sáng kiến hoặc mô hình, hiệu quả thiết thực, cấp công nhận."),
    gettext_noop("Kết quả nhiệm vụ và xếp loại"),
    gettext_noop("Kết quả thực hiện nhiệm vụ được giao trong năm"),
    gettext_noop("Số liệu chính của năm."),
    gettext_noop("Kết quả đánh giá, xếp loại trong năm"),
    gettext_noop("Ví dụ: Hoàn thành xuất sắc nhiệm vụ (kèm Thông báo số …/TB-…, ngày …, của …)."),
    gettext_noop("Số công chức, viên chức, người lao động"),
    gettext_noop("người"),
    gettext_noop("Nhiệm vụ chính, địa bàn, điều kiện làm việc, khó khăn riêng?"),
    gettext_noop(
        "Việc xây dựng kế hoạch và tổ chức triển khai thực hiện kế hoạch tại cơ quan, đơn vị với những nét mới, cách làm sáng tạo, hiệu quả, thu hút sự tham gia tích cực, đông đảo của công chức, viên chức và người lao động"
    ),
    gettext_noop("Văn bản nào, phổ biến bằng cách nào, điều gì là mới?"),
    gettext_noop("Số người được biết nội dung kế hoạch"),
    gettext_noop("Tỷ lệ do hệ thống tính."),
    gettext_noop("Số người được biết"),
    gettext_noop("Tổng số công chức, viên chức, người lao động"),
    gettext_noop(
        "Việc xây dựng, tổ chức triển khai và kết quả thực hiện chuẩn mực đạo đức nghề nghiệp, đạo đức công vụ của công chức, viên chức và người lao động làm việc tại cơ quan, đơn vị"
    ),
    gettext_noop("Đã ban hành văn bản nào, kiểm tra ra sao, kết quả thế nào?"),
    gettext_noop("Những kết quả nổi trội trong thực hiện nhiệm vụ chuyên môn"),
    gettext_noop("Có so sánh trước và sau triển khai Kế hoạch."),
    gettext_noop("Việc gì tốt lên, nhờ làm gì khác trước? Số liệu ghi ở mục sau."),
    gettext_noop("Số liệu trước và sau"),
    gettext_noop("So sánh trước và sau khi triển khai"),
    gettext_noop("Mỗi dòng một số liệu có đơn vị tính, ví dụ: Thời gian chờ khám; phút; 90; 40."),
    gettext_noop("Kết quả khảo sát sau khi triển khai"),
    gettext_noop("Chỉ ghi khi có khảo sát và có phiếu lưu. Tỷ lệ do hệ thống tính."),
    gettext_noop("Số người hài lòng"),
    gettext_noop("Số người được hỏi"),
    gettext_noop(
        "Nêu tên sáng kiến hoặc mô hình, cách làm hay, giải pháp đem lại hiệu quả thiết thực, cấp công nhận."
    ),
    gettext_noop("Quyết định công nhận số mấy, ngày nào, của ai?"),
    gettext_noop("Cấp công nhận sáng kiến"),
    gettext_noop("Không có sáng kiến thì để trống."),
    gettext_noop("Chưa được công nhận"),
    gettext_noop("Cấp cơ sở"),
    gettext_noop("Cấp tỉnh, cấp bộ"),
    gettext_noop("Toàn quốc"),
    gettext_noop("điểm"),
    gettext_noop("Tổng kết, biểu dương"),
    gettext_noop(
        "Tổ chức tổng kết và biểu dương, khen thưởng tập thể, cá nhân tiêu biểu tại cơ quan, đơn vị"
    ),
    gettext_noop("Qua Báo cáo số …/BC-…, ngày … tháng … năm …"),
    gettext_noop("Tổng kết khi nào, biểu dương ai?"),
    gettext_noop("Tập thể phải được đánh giá “Hoàn thành xuất sắc nhiệm vụ” trong năm."),
    gettext_noop("Xếp loại gì, theo thông báo nào?"),
    gettext_noop(
        "Tập thể đạt danh hiệu “Lao động tiên tiến” năm … tại Quyết định số …/QĐ-SYT ngày … tháng … năm … của Sở Y tế."
    ),
    gettext_noop("Mỗi hình thức một dòng, có số và ngày quyết định."),
    gettext_noop(
        "Trong năm không có đơn thư, điện thoại đường dây nóng phản ánh tinh thần, thái độ phục vụ của cán bộ y tế trong tập thể."
    ),
    gettext_noop("Không có thì ghi Không. Có thì nêu đã giải quyết thế nào."),
    gettext_noop("Thư khen trong năm"),
    gettext_noop("Ưu tiên có thư khen."),
    gettext_noop("Của ai, ngày nào, khen việc gì? Không nêu tên người bệnh."),
    gettext_noop("Nam, nữ"),
    gettext_noop("Không công khai; chỉ để phân biệt người trùng tên."),
    gettext_noop("Nữ"),
    gettext_noop("Nam"),
    gettext_noop("Ngày tháng năm sinh"),
    gettext_noop("Ví dụ 05/09/1986. Không công khai; chỉ để phân biệt người trùng tên."),
    gettext_noop(
        "Chức vụ chuyên môn hoặc chính quyền, ví dụ Trưởng Trạm Y tế xã. Không ghi chức vụ trong đảng."
    ),
    gettext_noop("Nhóm vị trí"),
    gettext_noop(
        "Tiêu chuẩn và câu hỏi có thể khác nhau theo nhóm; Sở cũng theo dõi tỷ lệ người không giữ chức vụ được khen."
    ),
    gettext_noop("Lãnh đạo, quản lý"),
    gettext_noop("Viên chức chuyên môn, không giữ chức vụ lãnh đạo"),
    gettext_noop("Người lao động trực tiếp: hộ lý, lái xe, bảo vệ, tạp vụ …"),
    gettext_noop(
        "Phẩm chất đạo đức tốt, đoàn kết, gương mẫu chấp hành tốt nội quy, quy chế cơ quan, đơn vị và nghĩa vụ công dân nơi cư trú"
    ),
    gettext_noop("Nêu bật những hành động và việc làm cụ thể, thiết thực, hiệu quả."),
    gettext_noop("Ai, làm gì, khi nào, vướng gì, giải quyết thế nào, kết quả ra sao?"),
    gettext_noop("Kết quả tham mưu, lãnh đạo, điều hành đơn vị"),
    gettext_noop("Tập thể do người này phụ trách đã thay đổi thế nào? Việc nào do người này khởi xướng?"),
    gettext_noop("Sáng kiến, mô hình, cách làm hay, giải pháp hiệu quả được áp dụng tại cơ quan, đơn vị"),
    gettext_noop("Cách làm này đã có nơi khác áp dụng chưa?"),
    gettext_noop("Đã có đơn vị khác áp dụng"),
    gettext_noop("Mới áp dụng trong đơn vị"),
    gettext_noop("Chưa rõ"),
    gettext_noop("Được giao việc gì, đạt bao nhiêu so với kế hoạch?"),
    gettext_noop("Đánh giá kết quả và nhận thức của cá nhân trong phong trào"),
    gettext_noop("Tập thể nhận xét người này thay đổi thế nào từ khi có phong trào?"),
    gettext_noop("Hoàn thành xuất sắc nhiệm vụ (kèm Thông báo số …/TB-…, ngày … tháng … năm …, của …)."),
)
