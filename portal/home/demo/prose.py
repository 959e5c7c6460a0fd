"""Pages of words the site has from the start: principles, corrections, glossary, accessibility, help, contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    slug: str
    lead: str
    paragraphs: tuple[str, ...]


PAGES: Final[tuple[tuple[Words, Words], ...]] = (
    (
        Words(
            "Nguyên tắc công bố và dữ liệu cá nhân",
            "nguyen-tac-cong-bo",
            "Trang này công bố điều gì, dựa vào đâu, và người được nêu tên có quyền gì.",
            (
                "<p>Họ tên, chức danh và đơn vị khi được khen thưởng, danh hiệu hoặc hình thức khen thưởng, số và ngày quyết định được công bố vì đó là nội dung của quyết định.</p>",
                "<p>Ảnh, tiểu sử và lời kể chỉ đăng khi nhân vật đã đồng ý bằng văn bản hoặc mã xác nhận. Đồng ý có thể rút lại bất cứ lúc nào; phần đã đồng ý được gỡ ngay khỏi trang, tìm kiếm, nguồn tin và thẻ chia sẻ.</p>",
                "<p>Không bao giờ công bố ngày sinh, giới tính, số định danh, điện thoại, địa chỉ, thông tin gia đình, chức vụ đảng, dân tộc, tôn giáo, hồ sơ và minh chứng, ý kiến và phiếu bầu.</p>",
                "<p>Một quyết định bị hủy bỏ thì tên người, tập thể được rút khỏi mọi danh sách; trang cũ ghi rõ quyết định đã bị hủy bỏ.</p>",
            ),
        ),
        Words(
            "What we publish, and personal data",
            "what-we-publish",
            "What this site publishes, on which ground, and the rights of those who are named.",
            (
                "<p>Name, professional title and unit at the time, the award, and number and date of the decision are published because they are what the decision says.</p>",
                "<p>Photographs, biographies and quoted words appear only with the recorded consent of the person. Consent can be withdrawn at any time; what it covered then leaves pages, search, feeds and share cards at once.</p>",
                "<p>Never published: date of birth, sex, identity number, telephone, address, family, party post, ethnicity, religion, dossiers and evidence, comments and votes.</p>",
            ),
        ),
    ),
    (
        Words(
            "Báo sai sót, yêu cầu gỡ",
            "bao-sai-sot",
            "Thấy tên, đơn vị, quyết định ghi sai, hoặc không muốn ảnh của mình ở đây? Hãy cho chúng tôi biết.",
            (
                "<p>Gửi thư đến địa chỉ thư điện tử công vụ ở chân trang, hoặc gọi điện thoại văn phòng trong giờ làm việc. Ghi địa chỉ trang, điều cần sửa, và số quyết định nếu có.</p>",
                "<p>Yêu cầu gỡ ảnh, tiểu sử được làm trong hai ngày làm việc. Lỗi chính tả của tên được sửa theo bản gốc quyết định, có ghi đính chính.</p>",
            ),
        ),
        Words(
            "Report an error, ask for removal",
            "report-an-error",
            "A name, a unit or a decision is wrong, or you do not want your photograph here? Tell us.",
            (
                "<p>Write to the office address at the foot of the page or call the office line in working hours. Name the page, what should change, and the decision number if there is one.</p>",
                "<p>Photographs and biographies are removed within two working days of the request.</p>",
            ),
        ),
    ),
    (
        Words(
            "Bảng thuật ngữ thi đua, khen thưởng",
            "thuat-ngu",
            "Các từ dùng trên trang này, giải thích bằng lời thường.",
            (
                "<p><b>Danh hiệu thi đua</b> ghi nhận kết quả phấn đấu trong một năm hoặc nhiều năm công tác, ví dụ Lao động tiên tiến, Chiến sĩ thi đua cơ sở.</p>",
                "<p><b>Hình thức khen thưởng</b> ghi nhận một thành tích, ví dụ Giấy khen, Bằng khen, Huân chương.</p>",
                "<p><b>Tập thể</b> là một khoa, phòng, trạm hoặc cả đơn vị được khen thưởng chung.</p>",
                "<p><b>Năm thành tích</b> là năm công tác được ghi nhận; <b>năm quyết định</b> là năm ban hành quyết định, thường là năm sau.</p>",
                "<p><b>Gương người tốt, việc tốt</b> là câu chuyện được nêu gương, có thể chưa gắn với quyết định khen thưởng nào; trang luôn ghi rõ.</p>",
            ),
        ),
        Words(
            "Glossary",
            "glossary",
            "The words of this site in plain language.",
            (
                "<p><b>Emulation title</b> (danh hiệu thi đua): recognizes the work of one or several years.</p>",
                "<p><b>Commendation form</b> (hình thức khen thưởng): recognizes one achievement: a certificate, a bằng khen, an order.</p>",
                "<p><b>Collective</b> (tập thể): a ward, an office, a station or a whole unit honored together.</p>",
                "<p><b>Year of merit</b> and <b>year of decision</b>: the work year recognized, and the year the decision was issued.</p>",
            ),
        ),
    ),
    (
        Words(
            "Hỗ trợ tiếp cận",
            "ho-tro-tiep-can",
            "Trang được làm để ai cũng đọc được: người kém mắt, người dùng bàn phím, người dùng trình đọc màn hình.",
            (
                "<p>Đầu trang có nút đổi cỡ chữ và tương phản cao; lựa chọn được nhớ trên máy của bạn. Mọi trang đọc được khi tắt JavaScript, phóng chữ 200% và in ra giấy.</p>",
                "<p>Trang theo TT 26/2020/TT-BTTTT và WCAG 2.2 mức AA. Nếu gặp chỗ khó dùng, hãy báo cho chúng tôi.</p>",
            ),
        ),
        Words(
            "Accessibility",
            "accessibility",
            "Made for everybody: readers with low vision, of the keyboard, of screen readers.",
            (
                "<p>Text size and high contrast are set at the top of every page and remembered. Every page works without JavaScript, at 200% text, and on paper.</p>",
                "<p>The site follows WCAG 2.2, level AA. Tell us where it falls short.</p>",
            ),
        ),
    ),
    (
        Words(
            "Hướng dẫn sử dụng",
            "huong-dan",
            "Tìm một người, kiểm tra một bản in, theo dõi một phong trào, dùng lại dữ liệu.",
            (
                "<h3>Tìm người, đơn vị, quyết định</h3><p>Gõ vào ô tìm kiếm, có dấu hay không dấu đều được: <i>nguyen thi hoa</i> thấy Nguyễn Thị Hoa, Hòa, Hóa. Gõ số quyết định theo cách nào cũng được: <i>57 qd syt</i>. Có thể lọc theo năm, đơn vị, danh hiệu, cấp khen thưởng.</p>",
                "<h3>Kiểm tra một bản in</h3><p>Mỗi trang in ra có mã xác minh. Nhập mã ở trang Xác minh quyết định hoặc quét mã QR: trang sẽ nói bản in ghi điều gì và điều đó còn đúng hay không. Bản in không thay thế quyết định, bằng hoặc giấy chứng nhận.</p>",
                "<h3>Theo dõi</h3><p>Danh sách người được tôn vinh, bài viết, phong trào đều có nguồn tin RSS. Mỗi phong trào có tệp lịch (.ics) để các mốc vào lịch điện thoại.</p>",
                "<h3>Dùng lại dữ liệu</h3><p>Danh sách của mỗi quyết định tải được dưới dạng XLSX và CSV. Khi dùng lại, xin ghi rõ nguồn.</p>",
                "<h3>Dành cho đơn vị</h3><p>Đầu mối thi đua của đơn vị lập hồ sơ đề nghị trực tuyến, thủ trưởng xác nhận, Sở tiếp nhận và báo kết quả ngay trên hồ sơ. Tài khoản do Sở cấp.</p>",
            ),
        ),
        Words(
            "Help",
            "help",
            "Find somebody, check a printed page, follow a campaign, reuse the data.",
            (
                "<h3>Find people, units, decisions</h3><p>Type with or without Vietnamese marks: <i>nguyen thi hoa</i> finds Nguyễn Thị Hoa, Hòa and Hóa. A decision number may be written in any way: <i>57 qd syt</i>. Narrow the results by year, unit, award and level.</p>",
                "<h3>Check a printed page</h3><p>Every printed page carries a verification code. Type it on the page Verify a decision or scan the QR code: it says what the print claims and whether that still holds. A print replaces neither decision nor certificate.</p>",
                "<h3>Follow</h3><p>Honorees, stories and campaigns have RSS feeds. Every campaign has a calendar file (.ics).</p>",
                "<h3>Reuse</h3><p>The list of every decision can be saved as XLSX and CSV. Please name the source.</p>",
                "<h3>For units</h3><p>The focal point of a unit files nominations online, the head confirms, the Department receives them and answers on the dossier. Accounts are given by the Department.</p>",
            ),
        ),
    ),
    (
        Words(
            "Liên hệ",
            "lien-he",
            "Hỏi về một quyết định, góp ý, đề nghị gỡ hoặc đính chính, mời đưa tin.",
            (
                "<p>Địa chỉ, điện thoại và thư điện tử công vụ ở chân mỗi trang. Giờ làm việc: từ thứ Hai đến thứ Sáu, trừ ngày lễ.</p>",
                "<p><b>Về thi đua, khen thưởng</b> (hồ sơ, quyết định, mức thưởng): Văn phòng Sở, bộ phận thi đua, khen thưởng.</p>",
                "<p><b>Về bài viết và hình ảnh</b>: bộ phận truyền thông của đơn vị kiểm soát bệnh tật tỉnh.</p>",
                "<p><b>Đính chính, gỡ nội dung</b>: xem trang Báo sai sót, yêu cầu gỡ. Xin ghi địa chỉ của trang cần sửa.</p>",
            ),
        ),
        Words(
            "Contact",
            "contact",
            "Ask about a decision, tell us your opinion, ask for a correction or removal, invite coverage.",
            (
                "<p>Address, telephone and office e-mail stand at the foot of every page. Working hours: Monday to Friday, public holidays excepted.</p>",
                "<p><b>Emulation and commendation</b> (dossiers, decisions): the office of the Department.</p>",
                "<p><b>Stories and pictures</b>: the communications team of the provincial centre for disease control.</p>",
                "<p><b>Corrections and removal</b>: see the page Report an error. Please name the address of the page.</p>",
            ),
        ),
    ),
)
