"""The five real plans as closed, read-only records (Tư liệu): their facts in our own words, under their true issuers.

Left out on purpose: signers, private addresses, mail and telephone. Where a paper contradicts itself or is incomplete,
``note`` says so, and the fact is given as the body of the paper has it.
"""

# ruff: noqa: DTZ001
# Times are local and naive by contract (announcements).

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from portal.home.demo.announcements import DemoCampaign, DemoCriterion, DemoMilestone

LABEL: Final = "Tư liệu: tóm lược theo kế hoạch đã ban hành"
LABEL_EN: Final = "Record: summarized from the plan as issued"

_M_DRAK: Final = DemoCampaign(
    code="TL-2021-MDRAK",
    title="Phong trào thi đua năm 2021 của Trung tâm Y tế huyện M’Drắk",
    title_en="Emulation campaign of 2021, M’Drắk District Health Centre",
    kind="standing",
    issuer="Trung tâm Y tế huyện M’Drắk, tỉnh Đắk Lắk",
    plan_number="",
    plan_date=None,
    plan_date_text="tháng 01 năm 2021",
    parent_reference="Kế hoạch số 19/KH-SYT ngày 18/01/2021 của Sở Y tế về phát động phong trào thi đua năm 2021",
    starts_on=date(2021, 1, 1),
    ends_on=date(2021, 12, 31),
    deadline_text="Bản đăng ký thi đua gửi về Phòng Tổ chức – Hành chính trước ngày 01/02/2021",
    summary=(
        "Kế hoạch mở đầu năm công tác 2021 của một trung tâm y tế huyện vùng cao: các khoa, phòng, đơn vị đăng ký nội dung, "
        "sáng kiến và danh hiệu trước ngày 01/02/2021, rồi phấn đấu theo bản đã đăng ký."
    ),
    summary_en="A district health centre opens the year 2021: departments register contents, initiatives and titles before 1 February 2021.",
    themes=("Học tập và làm theo Bác", "Phòng, chống COVID-19", "Hài lòng người bệnh", "Văn hóa công sở"),
    purpose=(
        "Động viên viên chức, người lao động hoàn thành xuất sắc chỉ tiêu của ngành và nhiệm vụ của địa phương năm 2021; "
        "tìm ra, bồi dưỡng và nhân rộng mô hình mới, điển hình tiên tiến; việc xét khen phải kịp thời, đúng đối tượng, "
        "đúng thành tích, công khai, minh bạch."
    ),
    content=(
        "Chấp hành chủ trương, pháp luật; thực hành tiết kiệm, phòng, chống tham nhũng, lãng phí; thực hiện Quy chế dân chủ.",
        "Học tập và làm theo tấm gương Hồ Chí Minh gắn với rèn luyện y đức, ứng dụng kỹ thuật tiên tiến và nghiên cứu khoa học.",
        "Nêu gương kịp thời tập thể, cá nhân điển hình trong đơn vị và toàn ngành.",
        "Đơn giản hóa thủ tục ở cơ quan và ở nơi tiếp nhận khám, chữa bệnh; tinh gọn bộ máy; ứng dụng công nghệ thông tin.",
        (
            "Phong trào “Cán bộ, công chức, viên chức thi đua thực hiện văn hóa công sở” giai đoạn 2019–2025; đổi mới phong cách, "
            "thái độ phục vụ; cơ sở y tế xanh – sạch – đẹp; “Cả nước chung tay vì người nghèo – không để ai bị bỏ lại phía sau”."
        ),
        "Thực hiện 12 điều y đức, bộ tiêu chí quốc gia về y tế xã, Đề án 1816; giảm quá tải, đẩy mạnh kỹ thuật mới.",
        "Tiếp tục các biện pháp phòng, chống dịch COVID-19 theo Chỉ thị 01/CT-TTg ngày 05/01/2021.",
    ),
    subjects="Các khoa, phòng, đơn vị trực thuộc Trung tâm; toàn thể viên chức, người lao động",
    measures=(
        (
            "Hồ sơ đăng ký của mỗi khoa, phòng, đơn vị: 01 bảng tổng hợp của tập thể và cá nhân, 01 bản đăng ký của tập thể, "
            "bản đăng ký của từng người nhận Chiến sĩ thi đua cấp cơ sở, cấp tỉnh hoặc toàn quốc."
        ),
        "Bản đăng ký Lao động tiên tiến của từng người lưu tại khoa, phòng, đơn vị, không gửi lên.",
        "Phòng Tổ chức – Hành chính hướng dẫn, theo dõi, đôn đốc và tổng hợp báo cáo Sở Y tế đúng hạn.",
        "Cùng Công đoàn cơ sở phổ biến kế hoạch và ký giao ước thi đua trong từng khoa, phòng, đơn vị.",
    ),
    recipients=(
        "Sở Y tế (báo cáo)",
        "Ban Giám đốc",
        "Công đoàn Trung tâm Y tế",
        "Các khoa, phòng, đơn vị (thực hiện)",
        "Lưu: VT, TCHC",
    ),
    legal_bases=("L2003", "N91", "T12"),
    bases_text=(
        "Luật Thi đua, khen thưởng ngày 26/11/2003; Luật sửa đổi, bổ sung năm 2005 và năm 2013",
        "Nghị định số 91/2017/NĐ-CP ngày 31/7/2017 của Chính phủ",
        "Thông tư số 12/2019/TT-BNV ngày 04/11/2019 của Bộ Nội vụ",
        "Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị",
        "Chỉ thị số 05-CT/TW ngày 15/5/2016 của Bộ Chính trị",
        "Nghị quyết số 20-NQ/TW và Nghị quyết số 21-NQ/TW, Hội nghị lần thứ sáu Ban Chấp hành Trung ương khóa XII",
    ),
    award_codes=("TTLDTT", "TTLDXS", "COTINH", "COCP", "LDTT", "CSTDCS", "CSTDT", "CSTDTQ"),
    awards_note=(
        "Danh hiệu được đăng ký. Tập thể: Tập thể Lao động tiên tiến, Tập thể Lao động xuất sắc, Cờ thi đua của UBND tỉnh, "
        "Cờ thi đua của Chính phủ. Cá nhân: Lao động tiên tiến, Chiến sĩ thi đua cơ sở, cấp tỉnh, toàn quốc."
    ),
    milestones=(DemoMilestone("Hạn gửi bản đăng ký thi đua: trước ngày này", date(2021, 2, 1)),),
    is_record=True,
    note=(
        "Bản lưu để trống số kế hoạch và ngày trong tháng 01/2021. Mục II.2 đánh chữ cái “d)” hai lần (lần sau đứng sau mục e). "
        "Bản gốc viết “Chiến sỹ”; trang này viết “Chiến sĩ” như luật hiện hành. Hộp thư nhận bản mềm không được nêu lại ở đây."
    ),
    scene="longhouse",
)

_SA_DEC: Final = DemoCampaign(
    code="TL-2022-SADEC",
    title="Tạo dựng hình ảnh người cán bộ y tế Đất Sen Hồng",
    title_en="Shaping the image of the health worker of the Land of Pink Lotus",
    kind="thematic",
    issuer="Trung tâm Y tế thành phố Sa Đéc, Sở Y tế Đồng Tháp",
    plan_number="102/KH-TTYT",
    plan_date=date(2022, 6, 17),
    parent_reference="Kế hoạch số 57/KH-SYT ngày 08/6/2022 của Sở Y tế Đồng Tháp",
    starts_on=date(2022, 6, 17),
    ends_on=date(2022, 12, 31),
    deadline=datetime(2022, 12, 1, 23, 59),
    deadline_text="Hồ sơ gửi trước ngày 02/12/2022; hồ sơ gửi sau thời gian này không được xem xét",
    summary=(
        "Phong trào chuyên đề năm 2022: mỗi đơn vị được đề nghị không quá 01 tập thể và 02 cá nhân; hồ sơ gửi về trước ngày "
        "02/12/2022, gửi sau không được xem xét."
    ),
    summary_en="A thematic campaign of 2022: at most one collective and two individuals per unit; files due before 2 December 2022.",
    themes=("Phong cách phục vụ", "Đạo đức nghề nghiệp", "Cải cách hành chính"),
    purpose=(
        "Ghi nhận, biểu dương, khen thưởng tập thể, cá nhân có thành tích xuất sắc trong tạo dựng hình ảnh người cán bộ y tế; "
        "nâng cao nhận thức, gắn với học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh."
    ),
    content=(
        "Tiếp tục thực hiện Kế hoạch số 31/KH-SYT ngày 19/02/2020 của Sở Y tế Đồng Tháp.",
        "Xây dựng đội ngũ đủ phẩm chất, năng lực; tạo hình ảnh thân thiện khi người bệnh, người dân đến cơ quan.",
        "Khuyến khích mô hình, cách làm hay, sáng kiến ứng dụng khoa học công nghệ được cấp có thẩm quyền công nhận.",
        "Phấn đấu hoàn thành chỉ tiêu, nhiệm vụ công tác y tế năm 2022.",
    ),
    subjects="Các khoa, phòng thuộc Trung tâm; trạm y tế xã, phường trực thuộc; viên chức, người lao động",
    measures=(
        "Phòng Hành chính – Tổng hợp theo dõi, rà soát kết quả, tổng hợp hồ sơ, danh sách đề nghị Sở Y tế khen thưởng.",
        "Các khoa, phòng, trạm y tế xã, phường xét chọn tập thể, cá nhân tiêu biểu, gửi hồ sơ về Phòng Hành chính – Tổng hợp.",
        "Kèm mẫu báo cáo tóm tắt thành tích của tập thể và của cá nhân.",
    ),
    recipients=("Các khoa, phòng thuộc Trung tâm", "Trạm Y tế xã, phường trực thuộc", "Lưu: VT, HCTH"),
    individual_quota=2,
    collective_quota=1,
    quota_note="Mỗi đơn vị đạt tiêu chuẩn đề xuất không quá 01 tập thể và 02 cá nhân.",
    bases_text=(
        "Kế hoạch số 57/KH-SYT ngày 08/6/2022 của Sở Y tế Đồng Tháp",
        "Kế hoạch số 31/KH-SYT ngày 19/02/2020 của Sở Y tế Đồng Tháp",
    ),
    awards_note="Kế hoạch đề nghị Sở Y tế khen thưởng, không nêu tên hình thức cụ thể.",
    criteria=(
        DemoCriterion(
            "collective",
            "Có kế hoạch và tổ chức thực hiện hiệu quả, có nét mới, thu hút đông đảo viên chức, người lao động tham gia.",
        ),
        DemoCriterion(
            "collective",
            "Xây dựng chuẩn mực đạo đức nghề nghiệp, đạo đức công vụ cho người làm việc tại đơn vị.",
        ),
        DemoCriterion(
            "collective",
            "Trong năm có sáng kiến hoặc mô hình, cách làm hay, giải pháp hiệu quả được cấp có thẩm quyền công nhận.",
            1,
            "sáng kiến, mô hình",
        ),
        DemoCriterion("collective", "Có chuyển biến rõ nét trong nhiệm vụ chuyên môn, nhiệm vụ chính trị."),
        DemoCriterion(
            "collective",
            "Chỉ số cải cách hành chính đạt từ ngưỡng trở lên.",
            85,
            "điểm",
            question="reform_index",
        ),
        DemoCriterion("collective", "Có tổng kết và biểu dương, khen thưởng tập thể, cá nhân tiêu biểu."),
        DemoCriterion("collective", "Được đánh giá “Hoàn thành xuất sắc nhiệm vụ” năm 2022."),
        DemoCriterion(
            "collective",
            "Trong năm không có đơn thư, điện thoại đường dây nóng phản ánh tinh thần, thái độ phục vụ.",
        ),
        DemoCriterion(
            "individual",
            "Phẩm chất đạo đức tốt, đoàn kết, gương mẫu chấp hành nội quy và nghĩa vụ công dân nơi cư trú.",
        ),
        DemoCriterion("individual", "Có thành tích xuất sắc trong tham mưu, thực hiện kế hoạch."),
        DemoCriterion(
            "individual",
            "Có sáng kiến hoặc mô hình, cách làm hay được áp dụng và được cấp có thẩm quyền công nhận.",
        ),
        DemoCriterion("individual", "Xét kết quả thực hiện nhiệm vụ được giao trong năm."),
        DemoCriterion("individual", "Được xếp loại “Hoàn thành xuất sắc nhiệm vụ” năm 2022."),
    ),
    milestones=(DemoMilestone("Hạn gửi hồ sơ: trước ngày này", date(2022, 12, 2)),),
    is_record=True,
    note=(
        "Tiêu chuẩn trong kế hoạch ghi chỉ số cải cách hành chính “từ 85 điểm trở lên”, mẫu báo cáo kèm theo lại ghi “từ 80 điểm "
        "trở lên”; trang này lấy số 85 của phần tiêu chuẩn. “Trước ngày 02/12/2022” được hiểu là hết ngày 01/12/2022. Mẫu báo cáo "
        "còn nêu ưu tiên tập thể có thư khen; các trường về giới tính, ngày sinh, chức vụ đảng trong mẫu không công khai."
    ),
    scene="river_dawn",
)

_HA_NAM: Final = DemoCampaign(
    code="TL-2014-HANAM",
    title="Tuyên truyền và thi đua, khen thưởng hướng tới 60 năm Ngày truyền thống Ngành Y tế (27/02/1955 – 27/02/2015)",
    title_en="Communication and emulation towards the 60th anniversary of the health sector (27/02/1955 – 27/02/2015)",
    kind="commemorative",
    issuer="Sở Y tế Hà Nam",
    plan_number="",
    plan_date=None,
    plan_date_text="năm 2014, không ghi ngày",
    parent_reference="Kế hoạch số 345/KH-BYT ngày 24/4/2014 của Bộ Y tế",
    slogan=(
        "Làm theo lời Bác dạy, cán bộ y tế không ngừng rèn luyện phẩm chất đạo đức, nghề nghiệp, nâng cao chất lượng khám chữa bệnh "
        "và dịch vụ y tế, tăng cường năng lực y tế tuyến cơ sở, thực hiện thắng lợi nhiệm vụ y tế năm 2014"
    ),
    themes=("Ngày truyền thống Ngành Y tế", "Gương người tốt, việc tốt các thời kỳ", "Y đức"),
    starts_on=date(2014, 4, 24),
    ends_on=date(2015, 2, 27),
    summary=(
        "Đợt hoạt động hướng tới 60 năm Ngày truyền thống Ngành Y tế: giới thiệu gương người tốt, việc tốt các thời kỳ, bình chọn "
        "gương mặt các thế hệ thầy thuốc, xét khen vào cuối năm 2014 và dịp 27/02/2015."
    ),
    summary_en="Activities towards the sector's 60th anniversary: stories of all periods, portraits of generations, awards around 27 February 2015.",
    purpose=(
        "Giáo dục truyền thống và đạo đức nghề nghiệp; giới thiệu gương người tốt, việc tốt, điển hình tiên tiến, nhân tố mới để tôn "
        "vinh, nêu gương; gắn với Nghị quyết Trung ương 4 khóa XI và Chỉ thị 03-CT/TW của Bộ Chính trị."
    ),
    content=(
        "Tuyên truyền nhiệm vụ năm 2014 và những năm tiếp theo: phòng, chống dịch, y tế cơ sở, chất lượng khám chữa bệnh, bảo hiểm y tế toàn dân.",
        "Nâng cao y đức, văn hóa và quy tắc ứng xử của cán bộ, nhân viên y tế.",
        "Hưởng ứng các hoạt động thi viết, sáng tác nghệ thuật về kết quả của ngành.",
        "Tổng kết phong trào từ đơn vị đến khối thi đua và toàn ngành; đánh giá hằng tháng, quý và cả năm.",
        "Thẩm định thành tích, trình các cấp khen thưởng vào cuối năm 2014 và dịp 27/02/2015.",
        "Bình chọn gương mặt tiêu biểu của các thế hệ thầy thuốc qua các thời kỳ.",
        "Thăm khám, tư vấn tại cộng đồng; hội nghị báo cáo khoa học; văn hóa, thể dục, thể thao.",
    ),
    subjects="Các cơ quan, đơn vị, cơ sở y tế trong toàn ngành y tế tỉnh Hà Nam",
    measures=(
        "Phòng Tổ chức cán bộ (cơ quan thường trực Hội đồng Thi đua – Khen thưởng Sở Y tế) kiểm tra, hướng dẫn; tham mưu sửa tiêu chí và cách chấm điểm.",
        "Văn phòng Sở và các phòng chuyên môn làm đầu mối tuyên truyền, nhất là việc thực hiện đường dây nóng.",
        "Trung tâm Truyền thông giáo dục sức khỏe làm phóng sự, video clip, chuyên trang, chuyên mục, bài viết; đăng trên tạp chí, cổng thông tin điện tử.",
        "Các đơn vị trực thuộc chủ động phát hiện, giới thiệu gương điển hình và đề nghị khen thưởng kịp thời.",
    ),
    recipients=(
        "Bộ Y tế; UBND tỉnh Hà Nam; Ban Tuyên giáo Tỉnh ủy; Ban Thi đua – Khen thưởng tỉnh (để báo cáo)",
        "Ban Giám đốc Sở Y tế",
        "Công đoàn Ngành",
        "Các phòng chức năng của Sở",
        "Các đơn vị trực thuộc",
        "Lưu: VT, TCCB",
    ),
    bases_text=(
        "Kế hoạch số 345/KH-BYT ngày 24/4/2014 của Bộ Y tế",
        "Nghị quyết Trung ương 4 khóa XI “Một số vấn đề cấp bách về xây dựng Đảng hiện nay”",
        "Chỉ thị 03-CT/TW của Bộ Chính trị",
    ),
    milestones=(
        DemoMilestone("Kế hoạch số 345/KH-BYT của Bộ Y tế", date(2014, 4, 24)),
        DemoMilestone("Kỷ niệm 60 năm Ngày truyền thống Ngành Y tế", date(2015, 2, 27), None, True),
    ),
    is_record=True,
    note=(
        "Bản lưu không có số và ngày ban hành; ngày bắt đầu ở đây lấy theo kế hoạch của Bộ Y tế. Một chỗ trong bản lưu ghi "
        "“27/02/2055 – 27/02/2015”, các chỗ khác ghi 27/02/1955 – 27/02/2015: lấy năm 1955. Bản lưu có hai mục đánh số II, các mục "
        "con đánh số 1.1, 2.2, 2.3, 1.4; “Trường trực Hội đồng” là lỗi chữ của “Thường trực Hội đồng”; viết lẫn “sức khoẻ” và “sức khỏe”. "
        "Số điện thoại liên hệ không được nêu lại."
    ),
    scene="hospital_front",
)

_2018: Final = DemoCampaign(
    code="TL-2018-THIDUA",
    title="Đợt thi đua ngành y tế từ đầu năm đến ngày 30/6/2018",
    title_en="Emulation drive of a health sector from the start of the year to 30 June 2018",
    kind="commemorative",
    issuer="Một Sở Y tế (bản lưu mất phần đầu, không rõ tên tỉnh)",
    plan_number="",
    plan_date=None,
    plan_date_text="năm 2018, bản lưu mất trang đầu",
    starts_on=date(2018, 1, 1),
    ends_on=date(2018, 6, 30),
    summary=(
        "Đợt thi đua sáu tháng đầu năm 2018, cao điểm vào tuần trước, trong và sau Ngày Chủ tịch Hồ Chí Minh ra lời kêu gọi thi đua "
        "ái quốc; hằng tháng đơn vị giới thiệu tập thể, cá nhân tiêu biểu; báo cáo trước ngày 05/7/2018."
    ),
    summary_en="A half-year drive of 2018 with peak weeks around the anniversary of the call for patriotic emulation; reports before 5 July 2018.",
    themes=("Xanh – Sạch – Đẹp", "Hài lòng người bệnh", "Lao động sáng tạo"),
    purpose=(
        "Phát huy đoàn kết và chủ động, sáng tạo; góp phần hoàn thành chỉ tiêu y tế năm 2018; tôn vinh gương tiêu biểu để cộng đồng chia sẻ, "
        "ủng hộ ngành y tế."
    ),
    content=(
        "Thực hiện kế hoạch, chương trình hành động của ngành theo Nghị quyết số 20-NQ/TW và Nghị quyết số 21-NQ/TW.",
        (
            "Gặp mặt, biểu dương tập thể, cá nhân xuất sắc trong các phong trào: học tập và làm theo Bác, quy tắc ứng xử, đổi mới phong cách phục vụ, "
            "cơ sở y tế “Xanh – Sạch – Đẹp”, lao động sáng tạo, nghiên cứu khoa học."
        ),
        "Giới thiệu thành tựu y tế Việt Nam gắn với 73 năm cách mạng Việt Nam và 63 năm thi đua làm theo lời dạy của Bác.",
        (
            "Hằng tháng, đơn vị chọn giới thiệu tập thể, cá nhân tiêu biểu, gương người tốt, việc tốt gửi Sở Y tế để giới thiệu Ban Thi đua – Khen "
            "thưởng tỉnh chọn tuyên truyền trên phương tiện thông tin đại chúng."
        ),
    ),
    subjects="Công chức, viên chức và người lao động trong toàn ngành y tế của tỉnh",
    measures=(
        "Phòng Tổ chức cán bộ Sở làm đầu mối, phối hợp Thanh tra và các phòng chức năng.",
        "Công đoàn Ngành cùng Sở Y tế chỉ đạo các công đoàn cơ sở phối hợp với thủ trưởng đơn vị.",
        "Trung tâm Truyền thông giáo dục sức khỏe phối hợp tuyên truyền, phổ biến kế hoạch.",
        "Thủ trưởng đơn vị trực thuộc xây dựng kế hoạch cụ thể và báo cáo kết quả trước ngày 05/7/2018.",
    ),
    recipients=(
        "UBND tỉnh",
        "Ban Thi đua – Khen thưởng tỉnh",
        "Công đoàn Ngành",
        "Các đơn vị trực thuộc Sở",
        "Các phòng, Văn phòng, Thanh tra Sở",
        "Lãnh đạo Sở",
        "Trang thông tin điện tử Sở Y tế",
        "Lưu: VT, TCCB",
    ),
    bases_text=("Nghị quyết số 20-NQ/TW", "Nghị quyết số 21-NQ/TW"),
    deadline_text="Báo cáo kết quả về Sở Y tế trước ngày 05/7/2018",
    milestones=(
        DemoMilestone(
            "Tuần cao điểm trước, trong và sau Ngày Chủ tịch Hồ Chí Minh ra lời kêu gọi thi đua ái quốc",
            date(2018, 6, 4),
            date(2018, 6, 18),
            True,
        ),
        DemoMilestone("Kết thúc đợt thi đua", date(2018, 6, 30)),
        DemoMilestone("Hạn báo cáo kết quả: trước ngày này", date(2018, 7, 5)),
    ),
    is_record=True,
    note=(
        "Bản lưu bắt đầu giữa câu, mất phần đầu: không còn số, ngày, tên kế hoạch và tên tỉnh; tên gọi ở trang này do người biên tập đặt. "
        "Kế hoạch không ghi ngày của tuần cao điểm; ngày ở đây tính quanh 11/6, ngày ra Lời kêu gọi thi đua ái quốc năm 1948."
    ),
    scene="school_yard",
)

_DONG_NAI: Final = DemoCampaign(
    code="TL-2020-DONGNAI",
    title="Đổi mới công tác thi đua, khen thưởng trong công nhân, viên chức, lao động và hoạt động công đoàn ngành Y tế",
    title_en="Renewing emulation and commendation among workers and in the activities of the health sector's trade union",
    kind="standing",
    issuer="Công đoàn ngành Y tế tỉnh Đồng Nai",
    plan_number="36/KH-CĐN",
    plan_date=date(2020, 3, 20),
    parent_reference="Kế hoạch số 94/KH-LĐ ngày 10/3/2020 của Ban Thường vụ Liên đoàn Lao động tỉnh",
    starts_on=date(2020, 3, 20),
    ends_on=date(2020, 12, 31),
    deadline_text="Báo cáo kết quả về Công đoàn ngành Y tế trước ngày 18/11/2020",
    summary=(
        "Kế hoạch của công đoàn ngành gửi 34 công đoàn cơ sở: thi đua thiết thực, hướng về người lao động trực tiếp, hồ sơ gọn hơn, "
        "bốn chỉ tiêu hằng năm, báo cáo trước ngày 18/11/2020."
    ),
    summary_en="A sector union's plan to 34 grassroots unions: honest emulation, direct workers first, lighter files; reports before 18 November 2020.",
    themes=("Người lao động trực tiếp", "Đơn giản hóa hồ sơ", "Điển hình tiên tiến", "Phòng, chống COVID-19"),
    purpose=(
        "Tạo chuyển biến về nhận thức và trách nhiệm của các cấp công đoàn; khắc phục bệnh thành tích, hình thức; khen thưởng chính xác, "
        "kịp thời, công khai, minh bạch, hướng về người lao động trực tiếp."
    ),
    goals=(
        "100 % công đoàn cơ sở xây dựng kế hoạch, tổ chức phát động các phong trào do Công đoàn ngành phát động.",
        "100 % phong trào sau khi phát động được hưởng ứng, được sơ kết, tổng kết và nhân rộng điển hình tiên tiến.",
        "Xét khen người lao động trực tiếp, đề nghị Liên đoàn Lao động tỉnh, Tổng Liên đoàn Lao động Việt Nam khen thưởng theo số lượng phân bổ hằng năm.",
        "100 % cán bộ làm công tác thi đua, khen thưởng được tập huấn, bồi dưỡng.",
    ),
    content=(
        "Nội dung thi đua bám nhiệm vụ trọng tâm; không phát động nhiều phong trào trong cùng một thời điểm; nêu rõ mục tiêu, phạm vi, đối tượng, nội dung, chỉ tiêu, biện pháp.",
        "Phù hợp từng loại hình: cơ quan hành chính, đơn vị sự nghiệp, doanh nghiệp.",
        "Các phong trào: “Tham mưu giỏi, phục vụ tốt”; “Lao động giỏi, Lao động sáng tạo”; “Xanh – Sạch – Đẹp, Bảo đảm An toàn vệ sinh lao động”; “Giỏi việc nước, Đảm việc nhà”.",
        "Phát hiện gương qua hoạt động chỉ đạo, đi cơ sở, kiểm tra, giám sát, qua cơ quan truyền thông và bài thi viết; đặc biệt người tham gia phòng, chống COVID-19.",
        "Tiêu chí bình xét cụ thể, trọng tâm, lượng hóa; có tiêu chuẩn riêng cho người không giữ vị trí lãnh đạo, quản lý; tăng khen đột xuất, khen theo tuần, tháng, quý.",
        "Đơn giản hóa hồ sơ, ứng dụng công nghệ thông tin, công nhận giá trị pháp lý của văn bản điện tử.",
        "Chống mọi biểu hiện hình thức và chạy theo thành tích; người đứng đầu công đoàn chịu trách nhiệm chính.",
    ),
    subjects="Cán bộ, đoàn viên, công nhân, viên chức, lao động; các công đoàn cơ sở ngành y tế tỉnh Đồng Nai",
    measures=(
        "Công đoàn cơ sở xây dựng kế hoạch ở cấp mình; định kỳ 6 tháng và năm đánh giá, báo cáo Công đoàn ngành.",
        "Mỗi công đoàn cơ sở bố trí 01 cán bộ công đoàn kiêm nhiệm công tác thi đua, khen thưởng.",
        "Thường trực Công đoàn ngành hướng dẫn, theo dõi, kiểm tra định kỳ, đánh giá.",
    ),
    recipients=(
        "34 công đoàn cơ sở",
        "Ban Thường vụ Đảng ủy Sở Y tế",
        "Ban Thường vụ Công đoàn ngành",
        "Website Sở Y tế",
        "Lưu CĐN",
    ),
    quota_note="Theo số lượng phân bổ hằng năm của Liên đoàn Lao động tỉnh và Tổng Liên đoàn Lao động Việt Nam.",
    bases_text=("Kế hoạch số 94/KH-LĐ ngày 10/3/2020 của Ban Thường vụ Liên đoàn Lao động tỉnh",),
    awards_note="Khen thưởng của Liên đoàn Lao động tỉnh và Tổng Liên đoàn Lao động Việt Nam; khen đột xuất ở công đoàn cơ sở.",
    milestones=(DemoMilestone("Hạn báo cáo kết quả: trước ngày này", date(2020, 11, 18)),),
    is_record=True,
    note=(
        "Bản quét có lỗi chữ: “PHÂN ĐÁU” (phấn đấu), “CDCS” và “CĐCS” (công đoàn cơ sở), “việc thường xứng đáng” (việc thưởng xứng đáng). "
        "Kế hoạch không ghi ngày kết thúc; ngày kết thúc ở đây là cuối năm báo cáo. Quy định về tiền thưởng không thuộc phạm vi trang này."
    ),
    scene="consultation",
)

RECORDS: Final[tuple[DemoCampaign, ...]] = (_M_DRAK, _SA_DEC, _HA_NAM, _2018, _DONG_NAI)
