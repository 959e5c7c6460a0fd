"""Lam Giang's own campaigns, modelled on the real plans, and plans of units below them. All invented."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from portal.home.demo.announcements import DemoCampaign, DemoCriterion, DemoMilestone, DemoRound

_CONTACT: Final = "Phòng Tổ chức cán bộ, Sở Y tế (Thường trực Hội đồng Thi đua – Khen thưởng)"
_RECIPIENTS: Final = (
    "Ủy ban nhân dân tỉnh (báo cáo)", "Lãnh đạo Sở Y tế", "Công đoàn cơ sở Sở Y tế", "Các phòng, chi cục thuộc Sở", "Các đơn vị trực thuộc Sở",
    "Các trạm y tế xã, phường", "Trang Tôn vinh – Sở Y tế", "Lưu: VT, TCCB",
)
_OLD_LAW: Final = ("L2003", "N91", "T12")
_LAW_2024: Final = ("L2022", "N98", "T01")
_LAW_2026: Final = ("L2022", "N152", "T15")

_OPEN: Final = DemoCampaign(
    code="PT-2026-CCTT",
    title="Cải cách thủ tục, nâng cao sự hài lòng của người bệnh năm 2026",
    title_en="Simpler procedures, more satisfied patients 2026",
    kind="thematic",
    issuer="Giám đốc Sở Y tế",
    plan_number="57/KH-SYT",
    plan_date=date(2026, 1, 12),
    unit_code="SYT",
    parent_code="PT-2026",
    slogan="Bớt một con dấu, một lần đi lại, một giờ chờ",
    themes=("Cải cách hành chính", "Hài lòng người bệnh"),
    starts_on=date(2026, 1, 15),
    ends_on=date(2027, 2, 27),
    deadline=datetime(2026, 12, 2, 17, 0),
    deadline_text="17 giờ 00 ngày 02/12/2026, theo giờ máy chủ; hồ sơ gửi sau giờ này không được xem xét",
    summary="Bớt một con dấu, một lần đi lại, một giờ chờ của người bệnh: đó là điều phong trào năm nay muốn đếm được.",
    summary_en="One stamp, one trip, one hour of waiting less for each patient: what this year's campaign wants to count.",
    purpose=(
        "Cắt những bước người bệnh không cần đi, những giấy người bệnh không cần nộp; đo được trước và sau; khen người trực tiếp làm, "
        "khen sớm, khen đúng."
    ),
    goals=(
        "100 % bệnh viện có ít nhất một thủ tục khám bệnh, chữa bệnh được cắt bước hoặc rút thời gian trong năm.",
        "Thời gian chờ khám trung bình của bệnh viện giảm ít nhất 20 % so với năm 2025.",
        "Ít nhất 90 % người bệnh ngoại trú được khảo sát hài lòng với thủ tục.",
        "100 % trạm y tế treo bảng giờ khám và việc trạm làm được tại chỗ.",
    ),
    content=(
        "Rà từng bước người bệnh phải đi, từ cổng đến quầy thuốc; bỏ bước trùng.",
        "Liên thông kết quả xét nghiệm giữa trạm, trung tâm khu vực và bệnh viện; không bắt làm lại khi còn giá trị.",
        "Hẹn giờ khám; báo giờ chờ bằng bảng điện tử hoặc loa.",
        "Hướng dẫn bằng chữ to, bằng hình và bằng tiếng của người dân địa phương.",
        "Hỏi người bệnh trước và sau khi sửa, công khai kết quả.",
    ),
    subjects="Các bệnh viện, trung tâm, trạm y tế và đơn vị trực thuộc Sở; viên chức, người lao động",
    measures=(
        "Phòng Tổ chức cán bộ tiếp nhận, tổng hợp; người thẩm định không phải là người tiếp nhận.",
        "Phòng Nghiệp vụ Y hướng dẫn khảo sát hài lòng, cung cấp mẫu phiếu.",
        "Trung tâm Truyền thông y tế tỉnh viết và đăng gương điển hình hằng tháng.",
        "Thủ trưởng đơn vị xác nhận hồ sơ và chịu trách nhiệm về số liệu.",
    ),
    recipients=_RECIPIENTS,
    contact=_CONTACT,
    individual_quota=2,
    collective_quota=1,
    quota_note="Mỗi đơn vị không quá 01 tập thể và 02 cá nhân, trong đó ít nhất 01 người không giữ chức vụ lãnh đạo, quản lý.",
    legal_bases=_LAW_2026,
    award_codes=("GKSYT", "BKTINH"),
    awards_note="Giấy khen của Giám đốc Sở Y tế; trường hợp tiêu biểu được trình Chủ tịch Ủy ban nhân dân tỉnh tặng Bằng khen.",
    criteria=(
        DemoCriterion("collective", "Có ít nhất 01 thủ tục hành chính được cắt giảm bước hoặc thời gian, được cấp có thẩm quyền công nhận.", 1, "thủ tục", 30, "Quyết định công nhận sáng kiến"),
        DemoCriterion("collective", "Chỉ số cải cách hành chính trong năm xét đạt từ ngưỡng trở lên.", 85, "điểm", 25, "Thông báo kết quả của Sở Y tế"),
        DemoCriterion("collective", "Kết quả khảo sát hài lòng của người bệnh sau khi triển khai cao hơn trước.", 90, "%", 25, "Bảng số liệu có số phiếu và tỷ lệ"),
        DemoCriterion("collective", "Trong năm không có đơn thư, phản ánh qua đường dây nóng được xác minh là đúng.", 0, "phản ánh", 10, "Văn bản xác nhận của bộ phận tiếp nhận, xử lý đơn thư"),
        DemoCriterion("collective", "Cách làm đã được đơn vị khác áp dụng.", 1, "đơn vị", 10, "Biên bản hoặc văn bản chuyển giao"),
        DemoCriterion("individual", "Trực tiếp đề xuất hoặc thực hiện ít nhất 01 việc cắt giảm thủ tục có kết quả đo được.", 1, "việc", 40, "Bảng số liệu trước và sau"),
        DemoCriterion("individual", "Có sáng kiến hoặc cách làm hay được công nhận trong năm.", 1, "sáng kiến", 25, "Quyết định công nhận sáng kiến"),
        DemoCriterion("individual", "Được xếp loại từ Hoàn thành tốt nhiệm vụ trở lên.", None, "", 15, "Thông báo xếp loại"),
        DemoCriterion("individual", "Không có phản ánh về thái độ phục vụ được xác minh là đúng.", 0, "phản ánh", 10, "Xác nhận của đơn vị"),
        DemoCriterion("individual", "Đã hướng dẫn lại cho đồng nghiệp hoặc đơn vị khác.", 1, "lần", 10, "Biên bản"),
    ),
    milestones=(
        DemoMilestone("Phát động", date(2026, 1, 15)),
        DemoMilestone("Đăng ký thi đua", date(2026, 1, 15), date(2026, 2, 28)),
        DemoMilestone("Tuần cao điểm quanh Ngày Thầy thuốc Việt Nam", date(2026, 2, 23), date(2026, 3, 1), True),
        DemoMilestone("Sơ kết sáu tháng", date(2026, 7, 10)),
        DemoMilestone("Nhận hồ sơ", date(2026, 11, 2), date(2026, 12, 2)),
        DemoMilestone("Thẩm định", date(2026, 12, 3), date(2026, 12, 15)),
        DemoMilestone("Lấy ý kiến công khai", date(2026, 12, 16), date(2026, 12, 30)),
        DemoMilestone("Họp Hội đồng, ra quyết định", date(2027, 1, 4), date(2027, 1, 29)),
        DemoMilestone("Công bố, tôn vinh", date(2027, 2, 27)),
    ),
    rounds=(
        DemoRound("Đợt xét năm 2026: Cải cách thủ tục, nâng cao sự hài lòng của người bệnh", datetime(2026, 11, 2, 7, 30), datetime(2026, 12, 2, 17, 0),
                  ("GKSYT", "BKTINH"), 2, 1),
    ),
    scene="consultation",
)

CAMPAIGNS: Final[tuple[DemoCampaign, ...]] = (
    DemoCampaign(
        code="PT-2021", title="Thi đua hoàn thành nhiệm vụ y tế năm 2021", title_en="Emulation year 2021", kind="standing", issuer="Giám đốc Sở Y tế",
        plan_number="14/KH-SYT", plan_date=date(2021, 1, 20), unit_code="SYT", themes=("Phòng, chống COVID-19", "Y tế cơ sở"),
        starts_on=date(2021, 1, 20), ends_on=date(2021, 12, 31),
        summary="Phong trào thường xuyên năm 2021, đăng ký danh hiệu trước ngày 05/02/2021; giữa năm chuyển trọng tâm sang phòng, chống dịch.",
        summary_en="The standing campaign of 2021; its focus moved to the pandemic in mid-year.",
        purpose="Giữ nhịp khám bệnh, chữa bệnh và tiêm chủng trong năm có dịch; ghi nhận kịp thời người ở tuyến đầu.",
        goals=("100 % đơn vị gửi bản đăng ký thi đua đúng hạn.", "Tỷ lệ trẻ dưới một tuổi tiêm chủng đầy đủ từ 95 % trở lên."),
        content=("Đăng ký danh hiệu, sáng kiến đầu năm.", "Bảo đảm nhân lực, vật tư chống dịch.", "Sáng kiến cải tiến kỹ thuật."),
        subjects="Các đơn vị trực thuộc; công chức, viên chức, người lao động",
        measures=("Phòng Tổ chức cán bộ hướng dẫn, đôn đốc.", "Công đoàn ngành phối hợp ký giao ước thi đua."),
        recipients=("Ủy ban nhân dân tỉnh (báo cáo)", "Công đoàn ngành Y tế", "Các đơn vị trực thuộc", "Lưu: VT, TCCB"), contact=_CONTACT,
        legal_bases=_OLD_LAW, award_codes=("LDTT", "TTLDTT", "CSTDCS", "GKSYT"), awards_note="Danh hiệu theo bản đăng ký đầu năm.",
        milestones=(DemoMilestone("Hạn đăng ký thi đua", date(2021, 2, 5)), DemoMilestone("Tổng kết", date(2021, 12, 24))), scene="village_station",
    ),
    DemoCampaign(
        code="PT-2021-COVID", title="Ngành y tế Lam Giang chung sức phòng, chống dịch COVID-19", title_en="Together against COVID-19", kind="thematic",
        issuer="Giám đốc Sở Y tế", plan_number="118/KH-SYT", plan_date=date(2021, 6, 14), unit_code="SYT", parent_code="PT-2021",
        slogan="Đến nơi cần đến, đúng giờ cần có", themes=("Phòng, chống COVID-19",), starts_on=date(2021, 6, 14), ends_on=date(2021, 11, 30),
        summary="Phong trào chuyên đề trong đợt dịch thứ tư; xét khen đột xuất theo tháng, không chờ cuối năm.",
        summary_en="A thematic campaign during the fourth wave; commendations month by month.",
        purpose="Động viên lực lượng lấy mẫu, tiêm chủng, điều trị, vận chuyển; khen ngay khi có việc đáng khen.",
        goals=("Trả kết quả xét nghiệm trong 24 giờ.", "Tiêm đủ liều cơ bản cho ít nhất 95 % người trên 50 tuổi."),
        content=("Lấy mẫu, xét nghiệm, truy vết.", "Điều trị, theo dõi người bệnh tại nhà.", "Tiêm vắc-xin lưu động."),
        subjects="Mọi người tham gia chống dịch, kể cả tình nguyện viên và lực lượng phối hợp",
        measures=("Đơn vị gửi danh sách trong mười ngày đầu mỗi tháng.", "Hồ sơ rút gọn: một trang tóm tắt có xác nhận."),
        recipients=("Ủy ban nhân dân tỉnh (báo cáo)", "Các đơn vị trực thuộc", "Lưu: VT, TCCB"), contact=_CONTACT,
        legal_bases=_OLD_LAW, award_codes=("GKSYT", "BKTINH"), awards_note="Khen thưởng đột xuất.",
        criteria=(DemoCriterion("individual", "Trực tiếp tham gia chống dịch từ đủ số ngày trở lên hoặc có việc làm cứu người cụ thể.", 30, "ngày"),
                  DemoCriterion("collective", "Hoàn thành nhiệm vụ được giao, không để lây nhiễm chéo trong đơn vị.", 0, "ca")),
        milestones=(DemoMilestone("Cao điểm tiêm vắc-xin", date(2021, 8, 16), date(2021, 9, 12), True), DemoMilestone("Tổng kết", date(2021, 12, 8))), scene="night_city",
    ),
    DemoCampaign(
        code="PT-2022-HADEP", title="Xây dựng hình ảnh người cán bộ y tế Lam Giang", title_en="The image of the Lam Giang health worker", kind="thematic",
        issuer="Giám đốc Sở Y tế", plan_number="71/KH-SYT", plan_date=date(2022, 5, 9), unit_code="SYT", slogan="Chào trước, hỏi rõ, dặn kỹ",
        themes=("Phong cách phục vụ", "Đạo đức nghề nghiệp"), starts_on=date(2022, 5, 9), ends_on=date(2022, 12, 31), deadline=datetime(2022, 12, 5, 17, 0),
        summary="Ba việc nhỏ với mọi người bệnh: chào trước, hỏi rõ, dặn kỹ. Mỗi đơn vị chọn 01 tập thể, 02 cá nhân.",
        summary_en="Three small things with every patient: greet, ask, explain.",
        purpose="Đưa thái độ phục vụ thành thói quen đo được, lấy ý kiến người bệnh làm thước đo.",
        goals=("Phản ánh qua đường dây nóng về thái độ giảm một nửa.", "100 % quầy tiếp nhận có người hướng dẫn."),
        content=("Quy tắc ứng xử viết lại thành mười câu dễ nhớ.", "Góc hỏi đáp cho người nhà.", "Thư khen, góp ý được trả lời trong năm ngày làm việc."),
        subjects="Các bệnh viện, trung tâm y tế huyện, trạm y tế; viên chức, người lao động",
        measures=("Khảo sát độc lập hai lần trong năm.", "Đơn vị tổng kết trước ngày 20/11/2022."), recipients=("Các đơn vị trực thuộc", "Lưu: VT, TCCB"),
        contact=_CONTACT, individual_quota=2, collective_quota=1, quota_note="Mỗi đơn vị không quá 01 tập thể, 02 cá nhân.", legal_bases=_OLD_LAW, award_codes=("GKSYT",),
        criteria=(DemoCriterion("collective", "Chỉ số cải cách hành chính đạt từ ngưỡng trở lên.", 80, "điểm"),
                  DemoCriterion("collective", "Có ít nhất 01 mô hình, cách làm hay được công nhận.", 1, "mô hình"),
                  DemoCriterion("individual", "Có thư khen hoặc lời cảm ơn của người bệnh được lưu sổ.", 1, "thư khen")),
        milestones=(DemoMilestone("Hạn gửi hồ sơ", date(2022, 12, 5)), DemoMilestone("Công bố", date(2023, 2, 24))), scene="hospital_front",
    ),
    DemoCampaign(
        code="PT-2023-CDN", title="Đổi mới thi đua, khen thưởng trong đoàn viên, người lao động ngành y tế", title_en="Renewing emulation among union members", kind="standing",
        issuer="Công đoàn ngành Y tế tỉnh Lam Giang", plan_number="22/KH-CĐN", plan_date=date(2023, 3, 6), unit_code="CD-NYT",
        themes=("Người lao động trực tiếp", "Giỏi việc nước, đảm việc nhà"), starts_on=date(2023, 3, 6), ends_on=date(2024, 12, 31),
        summary="Ít nhất 70 % số người được đề nghị khen là người lao động trực tiếp; hồ sơ của tổ công đoàn không quá hai trang.",
        summary_en="At least 70 % of those proposed are direct workers; files of two pages at most.",
        purpose="Bớt hình thức, bớt giấy, thêm người trực tiếp.",
        goals=("100 % công đoàn cơ sở có kế hoạch.", "Ít nhất 70 % người được đề nghị khen là người lao động trực tiếp.", "100 % cán bộ thi đua được tập huấn."),
        content=("Khen theo tháng, quý.", "Mỗi tổ công đoàn giới thiệu một việc tốt mỗi tháng.", "Hồ sơ điện tử thay hồ sơ giấy."),
        subjects="Đoàn viên, người lao động; các công đoàn cơ sở", measures=("Mỗi công đoàn cơ sở bố trí 01 người kiêm nhiệm.", "Đánh giá sáu tháng một lần."),
        recipients=("Liên đoàn Lao động tỉnh (báo cáo)", "Các công đoàn cơ sở", "Sở Y tế (phối hợp)", "Lưu CĐN"), contact="Văn phòng Công đoàn ngành Y tế",
        legal_bases=_OLD_LAW, award_codes=("GKCD", "BKCD"),
        criteria=(DemoCriterion("individual", "Là người lao động trực tiếp, không giữ chức vụ quản lý (ưu tiên)."),),
        milestones=(DemoMilestone("Sơ kết năm thứ nhất", date(2023, 12, 15)), DemoMilestone("Tổng kết", date(2024, 12, 20))), scene="market",
    ),
    DemoCampaign(
        code="PT-2024-70NAM", title="Hướng tới 70 năm Ngày truyền thống Ngành Y tế (27/02/1955 – 27/02/2025)", title_en="Towards the sector's 70th anniversary", kind="commemorative",
        issuer="Giám đốc Sở Y tế", plan_number="88/KH-SYT", plan_date=date(2024, 5, 20), unit_code="SYT", slogan="Bảy mươi năm, bảy mươi câu chuyện",
        themes=("Truyền thống", "Gương các thời kỳ"), starts_on=date(2024, 5, 20), ends_on=date(2025, 2, 28),
        summary="Mỗi đơn vị tìm lại một người, một việc của ngày trước và kể lại bằng tư liệu; xét khen dịp 27/02/2025.",
        summary_en="Each unit recovers one person or deed of earlier days and tells it from the records.",
        purpose="Giữ ký ức của ngành; nối người đi trước với người đang làm.",
        goals=("70 câu chuyện có tư liệu được đăng.", "100 % đơn vị có góc truyền thống."),
        content=("Thi viết “Người thầy thuốc tôi gặp”.", "Bình chọn gương mặt các thế hệ.", "Gặp mặt, biểu dương."),
        subjects="Toàn ngành; người đã nghỉ hưu", measures=("Trung tâm Truyền thông biên tập, đăng bài.", "Đơn vị xác nhận tư liệu."), recipients=("Bộ Y tế (báo cáo)", "Ủy ban nhân dân tỉnh (báo cáo)", "Các đơn vị trực thuộc", "Lưu: VT, TCCB"),
        contact=_CONTACT, legal_bases=_LAW_2024, award_codes=("GKSYT", "BKTINH", "KNC"),
        milestones=(DemoMilestone("Tuần cao điểm", date(2025, 2, 17), date(2025, 2, 28), True), DemoMilestone("Lễ kỷ niệm", date(2025, 2, 27))), scene="hospital_front",
    ),
    DemoCampaign(
        code="PT-2025-GANDAN", title="Trạm y tế gần dân", title_en="The station close to its people", kind="thematic", issuer="Giám đốc Sở Y tế",
        plan_number="41/KH-SYT", plan_date=date(2025, 2, 10), unit_code="SYT", slogan="Dân đến trạm, trạm đến dân", themes=("Y tế cơ sở", "Bệnh không lây nhiễm"),
        starts_on=date(2025, 2, 10), ends_on=date(2025, 12, 31), deadline=datetime(2025, 12, 10, 17, 0),
        summary="Phong trào năm 2025 cho trạm y tế và những đơn vị giúp trạm: đếm người được chăm sóc tại nhà, đếm thuốc có sẵn, đếm giờ mở cửa.",
        summary_en="For stations and those who help them: counting home visits, medicines in stock, opening hours.",
        purpose="Giữ trạm mở cửa và gần dân trong năm sắp xếp lại đơn vị hành chính.",
        goals=("Mỗi trạm quản lý ít nhất 80 % người tăng huyết áp đã phát hiện.", "100 % trạm có đủ thuốc tối thiểu."),
        content=("Ngày khám lưu động mỗi tháng.", "Hồ sơ sức khỏe điện tử.", "Bệnh viện nhận lại người bệnh do trạm giới thiệu trong ngày."),
        subjects="Trạm y tế; trung tâm y tế; bệnh viện, trung tâm chuyên ngành hỗ trợ trạm", measures=("Trung tâm y tế xác nhận số liệu.", "Bàn giao nguyên trạng khi đổi đơn vị quản lý."),
        recipients=_RECIPIENTS, contact=_CONTACT, individual_quota=2, collective_quota=1, legal_bases=("L2022", "N98", "N152"), award_codes=("GKSYT", "BKTINH"),
        criteria=(DemoCriterion("collective", "Tỷ lệ người tăng huyết áp đã phát hiện được quản lý đạt từ ngưỡng trở lên.", 80, "%"),
                  DemoCriterion("collective", "Số ngày khám lưu động trong năm.", 12, "ngày"),
                  DemoCriterion("individual", "Trực tiếp làm việc tại trạm hoặc đến trạm hỗ trợ.", 24, "ngày")),
        milestones=(DemoMilestone("Hạn gửi hồ sơ", date(2025, 12, 10)), DemoMilestone("Quyết định khen thưởng", date(2026, 2, 24))), scene="village_station",
    ),
    DemoCampaign(
        code="PT-2026", title="Thi đua ngành y tế Lam Giang năm 2026", title_en="Emulation year 2026", kind="standing", issuer="Giám đốc Sở Y tế", plan_number="12/KH-SYT",
        plan_date=date(2026, 1, 8), unit_code="SYT", slogan="Một ngành, hai vùng, một chuẩn phục vụ", themes=("Hợp nhất", "Y tế cơ sở"), starts_on=date(2026, 1, 8), ends_on=date(2026, 12, 31),
        summary="Năm trọn vẹn đầu tiên của tỉnh mới: đăng ký danh hiệu trước ngày 28/02/2026, xét cuối năm theo một bộ tiêu chuẩn chung.",
        summary_en="The first full year of the merged province, with one set of criteria.",
        purpose="Thống nhất tiêu chuẩn, sổ sách và cách xét khen của hai tỉnh cũ.", goals=("100 % đơn vị đăng ký trên hệ thống.", "Không hồ sơ nào phải nộp hai lần."),
        content=("Đăng ký danh hiệu trực tuyến.", "Một bộ tiêu chuẩn cho hai vùng.", "Công khai kết quả."), subjects="Toàn ngành", measures=("Mỗi đơn vị một đầu mối.", "Tập huấn theo cụm trong tháng 3/2026."),
        recipients=_RECIPIENTS, contact=_CONTACT, legal_bases=_LAW_2026, award_codes=("LDTT", "TTLDTT", "CSTDCS", "TTLDXS", "CSTDT", "COTINH"),
        milestones=(DemoMilestone("Hạn đăng ký thi đua", date(2026, 2, 28)), DemoMilestone("Sơ kết", date(2026, 7, 15)), DemoMilestone("Tổng kết", date(2026, 12, 22))), scene="rice_fields",
    ),
    _OPEN,
    DemoCampaign(
        code="PT-2024-XANH", title="Cơ sở y tế xanh – sạch – đẹp, giảm rác nhựa, giai đoạn 2024–2028", title_en="Green and clean health facilities 2024–2028", kind="standing",
        issuer="Giám đốc Sở Y tế", plan_number="33/KH-SYT", plan_date=date(2024, 3, 4), unit_code="SYT", themes=("Xanh – Sạch – Đẹp",), starts_on=date(2024, 3, 4), ends_on=date(2028, 12, 31),
        summary="Năm năm, mỗi năm chấm một lần theo bảng 50 điểm; ưu tiên cách làm rẻ và giữ được.", summary_en="Five years, one score a year, cheap and lasting ways first.",
        purpose="Giảm rác thải nhựa, giữ nhà vệ sinh sạch, trồng bóng mát.", goals=("Rác nhựa dùng một lần giảm 50 % vào năm 2028.", "100 % nhà vệ sinh đạt điểm sạch."),
        content=("Phân loại rác tại nguồn.", "Trồng cây, vườn thuốc.", "Nước uống không chai nhựa."), subjects="Các cơ sở y tế", measures=("Chấm chéo giữa các đơn vị.",), recipients=_RECIPIENTS, contact=_CONTACT,
        legal_bases=("L2022",), award_codes=("GKSYT",), criteria=(DemoCriterion("collective", "Điểm chấm chéo đạt từ ngưỡng trở lên.", 40, "điểm"),),
        milestones=(DemoMilestone("Chấm chéo năm 2026", date(2026, 10, 5), date(2026, 10, 16)),), scene="herb_garden",
    ),
    DemoCampaign(
        code="PT-2027-THAYTHUOC", title="Chào mừng Ngày Thầy thuốc Việt Nam 27/02/2027", title_en="Vietnamese Doctors' Day 2027", kind="commemorative", issuer="Giám đốc Sở Y tế",
        plan_number="196/KH-SYT", plan_date=date(2026, 11, 16), unit_code="SYT", slogan="Kể một việc, cảm ơn một người", themes=("Ngày Thầy thuốc Việt Nam",), starts_on=date(2026, 12, 7), ends_on=date(2027, 3, 5),
        summary="Mời người dân và đồng nghiệp kể một việc đã chứng kiến; bài hay được xác minh rồi đăng trên trang Tôn vinh.", summary_en="People are invited to tell one deed they saw.",
        purpose="Tìm gương từ lời kể của người dân.", goals=("Mỗi đơn vị giới thiệu ít nhất 01 gương.",), content=("Nhận bài kể từ ngày 07/12/2026.", "Xác minh tại đơn vị.", "Gặp mặt ngày 27/02/2027."),
        subjects="Mọi người", measures=("Trung tâm Truyền thông nhận bài, xác minh với đơn vị.",), recipients=_RECIPIENTS, contact=_CONTACT, legal_bases=_LAW_2026, award_codes=("GKSYT",),
        milestones=(DemoMilestone("Bắt đầu nhận bài", date(2026, 12, 7)), DemoMilestone("Gặp mặt, tôn vinh", date(2027, 2, 27), None, True)), scene="longhouse",
    ),
)
"""The Department's and the union's campaigns, parents before children except where dates order them otherwise."""


def _unit_plan(code: str, unit: str, issuer: str, number: str, day: date, parent: str, deadline: datetime, summary: str, content: tuple[str, ...],
               quota: tuple[int, int], scene: str, ends: date, award: str = "GKSYT") -> DemoCampaign:
    return DemoCampaign(
        code=code, title=f"{next(c.title for c in CAMPAIGNS if c.code == parent)} – kế hoạch của {issuer}",
        title_en="A unit's own plan under the Department's campaign", kind="thematic", issuer=issuer, plan_number=number, plan_date=day, unit_code=unit, parent_code=parent,
        starts_on=day, ends_on=ends, deadline=deadline, summary=summary, summary_en="Internal plan of a unit with an earlier deadline.",
        purpose="Cụ thể hóa kế hoạch của Sở theo việc của từng khoa, phòng.", content=content, subjects=f"Các khoa, phòng thuộc {issuer}",
        measures=("Khoa, phòng bình xét, gửi danh sách về bộ phận tổ chức.", "Hội đồng của đơn vị chọn người, tập thể gửi lên Sở."),
        recipients=("Sở Y tế (báo cáo)", "Các khoa, phòng", "Lưu: VT"), individual_quota=quota[0], collective_quota=quota[1],
        quota_note=f"Mỗi khoa, phòng giới thiệu không quá {quota[1]:02d} tập thể, {quota[0]:02d} cá nhân; Hội đồng đơn vị chọn trong số lượng Sở giao.",
        award_codes=(award,), milestones=(DemoMilestone("Hạn gửi hồ sơ trong đơn vị", deadline.date()),),
        rounds=(DemoRound(f"Đợt xét cấp cơ sở của {issuer}", datetime(deadline.year, deadline.month, 1, 7, 30), deadline, (award,), *quota),) if deadline.year == 2026 else (),
        scene=scene,
    )


UNIT_PLANS: Final[tuple[DemoCampaign, ...]] = (
    _unit_plan("KH-2026-BVSD", "BVSD", "Bệnh viện Đa khoa khu vực Sông Đào", "64/KH-BVSĐ", date(2026, 2, 4), "PT-2026-CCTT", datetime(2026, 11, 20, 16, 30),
               "Bệnh viện chọn ba chỗ người bệnh chờ lâu nhất: quầy tiếp nhận, phòng siêu âm, quầy thuốc; mỗi khoa nhận một chỗ để sửa.",
               ("Đo giờ chờ bằng phiếu bấm giờ trong hai tuần đầu tháng.", "Phiếu bàn giao một trang cho mọi ca chuyển khoa.", "Quầy thuốc mở từ 6 giờ 30."), (1, 1), "ward_corridor", date(2026, 12, 31)),
    _unit_plan("KH-2026-BVT", "BVT", "Bệnh viện Đa khoa tỉnh", "29/KH-BVT", date(2026, 2, 2), "PT-2026-CCTT", datetime(2026, 11, 23, 16, 0),
               "Hẹn khám theo khung ba mươi phút cho sáu phòng khám đông nhất; người bệnh chạy thận có lịch cố định cả năm.",
               ("Đặt lịch qua điện thoại, tổng đài và quầy.", "Một cửa trả kết quả cận lâm sàng.", "Xe lăn có sẵn ở ba cổng."), (1, 1), "hospital_front", date(2026, 12, 31)),
    _unit_plan("KH-2026-TCT", "TTKV-TCT", "Trung tâm Y tế khu vực Tân Châu Thượng", "18/KH-TTYT", date(2026, 2, 9), "PT-2026-CCTT", datetime(2026, 11, 18, 17, 0),
               "Trung tâm xin bỏ tờ giấy chuyển tuyến viết tay giữa trạm và trung tâm, thay bằng một mã gửi qua mạng.",
               ("Mã chuyển khám thay giấy viết tay.", "Tổ lưu động hỗ trợ trạm mỗi thứ Tư.", "Bảng giờ khám ở bến đò, chợ."), (1, 1), "river_dusk", date(2026, 12, 31)),
    _unit_plan("KH-2026-BVSN", "BVSN", "Bệnh viện Sản – Nhi tỉnh", "35/KH-BVSN", date(2026, 2, 6), "PT-2026-CCTT", datetime(2026, 11, 21, 11, 30),
               "Sản phụ nhập viện chỉ khai một lần; giấy chứng sinh in ngay tại phòng.",
               ("Bỏ ba lần khai trùng.", "Trả giấy chứng sinh trước khi ra viện.", "Phòng chờ có chỗ cho trẻ lớn chơi."), (1, 1), "vaccination_table", date(2026, 12, 31)),
    _unit_plan("KH-2025-TSE", "TTKV-TSE", "Trung tâm Y tế khu vực Trà Sết", "11/KH-TTYT", date(2025, 7, 14), "PT-2025-GANDAN", datetime(2025, 11, 28, 17, 0),
               "Kế hoạch nửa cuối năm 2025 cho ba xã: loa tiếng Khmer, khám tại chùa vào ngày rằm, tủ thuốc ấp.",
               ("Khám tại chùa ngày rằm.", "Tờ hướng dẫn hai thứ tiếng.", "Tủ thuốc ấp có người giữ khóa."), (1, 1), "village_station", date(2025, 12, 31)),
)
"""Plans of units below a campaign of the Department, with earlier deadlines."""

ALL: Final[tuple[DemoCampaign, ...]] = (*CAMPAIGNS, *UNIT_PLANS)
