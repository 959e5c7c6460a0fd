"""Pages of words the site has from the start: principles, corrections, glossary, accessibility, help, contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Words:
    """A page. ``office`` puts the address of the department (from the settings of the site) before the words."""

    title: str
    slug: str
    lead: str
    paragraphs: tuple[str, ...]
    office: bool = False


def _terms(*pairs: tuple[str, str]) -> str:
    return "".join(f"<p><b>{term}</b>: {meaning}</p>" for term, meaning in pairs)


PAGES: Final[tuple[tuple[Words, Words], ...]] = (
    (
        Words(
            "Nguyên tắc công bố và dữ liệu cá nhân",
            "nguyen-tac-cong-bo",
            "Trang này công bố điều gì, dựa vào đâu, và người được nêu tên có quyền gì.",
            (
                "<h3>Công bố theo quyết định</h3><p>Họ tên, chức danh nghề nghiệp, chức vụ và đơn vị khi được khen thưởng, danh hiệu hoặc hình thức khen thưởng, số, ngày và cơ quan ban hành quyết định được công bố vì đó là nội dung của quyết định.</p>",
                "<h3>Công bố khi được đồng ý</h3><p>Ảnh, tiểu sử và lời kể chỉ đăng khi nhân vật đã đồng ý bằng văn bản hoặc mã xác nhận; im lặng không phải là đồng ý. Mỗi lần đồng ý được ghi lại: đồng ý điều gì, khi nào, theo mẫu nào. Ảnh, chuyện có trẻ em, người bệnh cần sự đồng ý của người đó hoặc của cha mẹ, người giám hộ.</p>",
                "<h3>Không bao giờ công bố</h3><p>Ngày sinh, giới tính, số định danh, điện thoại, địa chỉ riêng, thông tin gia đình, chức vụ đảng, dân tộc, tôn giáo, hồ sơ và minh chứng, ý kiến và phiếu bầu.</p>",
                "<h3>Quyền của người được nêu tên</h3><ul><li>Xem những gì trang này giữ về mình và vì sao.</li><li>Đề nghị sửa chỗ sai. Lỗi chính tả được sửa theo bản gốc quyết định, có ghi đính chính.</li><li>Rút lại sự đồng ý bất cứ lúc nào. Phần đã đồng ý được gỡ khỏi trang, tìm kiếm, nguồn tin và thẻ chia sẻ trước khi việc rút được ghi là xong.</li><li>Đề nghị gỡ. Dòng khen thưởng theo quyết định chỉ gỡ khi pháp luật cho phép; nếu không gỡ được, trang trả lời vì sao.</li></ul>",
                "<p>Yêu cầu được ghi nhận trong 02 ngày làm việc và trả lời trong 15 ngày; việc phức tạp thì không quá 20 ngày. Cách liên lạc bạn để lại chỉ dùng để trả lời bạn và được xóa sau đó.</p>",
                "<h3>Quyết định bị hủy bỏ</h3><p>Tên người, tập thể được rút khỏi mọi danh sách; địa chỉ cũ chỉ ghi rằng quyết định khen thưởng đã bị hủy bỏ và quyết định hủy bỏ nào, không nêu lý do về cá nhân.</p>",
                "<h3>Người đọc</h3><p>Trang không đặt mã theo dõi, không gọi đến máy chủ của bên thứ ba, không cần đăng nhập để đọc. Nếu bạn đổi cỡ chữ hoặc tương phản, lựa chọn được ghi trong một cookie trên máy của bạn và không dùng cho việc gì khác.</p>",
                "<h3>Căn cứ</h3><p>Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15; Nghị định số 356/2025/NĐ-CP; Điều 32 Bộ luật Dân sự; Luật Thi đua, khen thưởng số 06/2022/QH15; Nghị định số 42/2022/NĐ-CP về cung cấp thông tin của cơ quan nhà nước trên môi trường mạng.</p>",
            ),
        ),
        Words(
            "What we publish, and personal data",
            "what-we-publish",
            "What this site publishes, on which ground, and the rights of those who are named.",
            (
                "<h3>Published because of the decision</h3><p>Name, professional title, position and unit at the time, the award, and number, date and issuer of the decision are published because they are what the decision says.</p>",
                "<h3>Published with consent</h3><p>Photographs, biographies and quoted words appear only with the consent of the person, in writing or by a confirmation code; silence is no consent. Each consent is recorded: what for, when, on which form. Pictures and stories with children or patients need the consent of that person, or of the parents or guardian.</p>",
                "<h3>Never published</h3><p>Date of birth, sex, identity number, telephone, private address, family, party post, ethnicity, religion, dossiers and evidence, comments and votes.</p>",
                "<h3>Rights of those who are named</h3><ul><li>To see what this site holds about them, and why.</li><li>To have errors corrected. Misspelt names are corrected after the original decision, with a public note.</li><li>To withdraw consent at any time. What it covered leaves pages, search, feeds and share cards before the withdrawal counts as done.</li><li>To ask for removal. The line of a decision is removed only where the law allows it; if it cannot be, the answer says why.</li></ul>",
                "<p>A request is acknowledged within 2 working days and answered within 15 days, in complex cases within 20. The contact you leave is used to answer you, and erased afterwards.</p>",
                "<h3>Cancelled decisions</h3><p>The name leaves every list; the old address says only that the decision was cancelled, and by which decision, and gives no reason about individuals.</p>",
                "<h3>Readers</h3><p>This site sets no trackers, asks nothing of third parties, and needs no account to be read. If you change text size or contrast, the choice is kept in one cookie on your device and used for nothing else.</p>",
                "<h3>Legal bases</h3><p>Law 91/2025/QH15 on personal data protection; Decree 356/2025/NĐ-CP; article 32 of the Civil Code; Law 06/2022/QH15 on emulation and commendation; Decree 42/2022/NĐ-CP on online information of state agencies.</p>",
            ),
        ),
    ),
    (
        Words(
            "Báo sai sót, yêu cầu gỡ",
            "bao-sai-sot",
            "Thấy tên, đơn vị, quyết định ghi sai, hoặc không muốn ảnh của mình ở đây? Hãy cho chúng tôi biết.",
            (
                '<h3>Cách gửi</h3><p>Nhanh nhất là <a href="/gui-yeu-cau/">gửi yêu cầu trực tuyến</a>: chọn việc, ghi trang hoặc người cần sửa, để lại cách liên lạc. Cũng có thể viết thư hoặc gọi điện thoại văn phòng trong giờ làm việc.</p>',
                "<h3>Nên ghi gì</h3><ul><li>Địa chỉ trang, hoặc tên người, tập thể.</li><li>Điều sai và điều đúng; số, ngày quyết định nếu có.</li><li>Thư điện tử hoặc điện thoại để chúng tôi trả lời. Không gửi ảnh giấy tờ tùy thân.</li></ul>",
                "<h3>Chúng tôi làm gì</h3><p>Yêu cầu gỡ ảnh, tiểu sử, lời kể được làm trong 02 ngày làm việc. Lỗi chính tả của tên được sửa theo bản gốc quyết định, có ghi đính chính. Nếu không sửa hoặc không gỡ được, chúng tôi trả lời vì sao và bạn có thể khiếu nại ở đâu.</p>",
            ),
            office=True,
        ),
        Words(
            "Report an error, ask for removal",
            "report-an-error",
            "A name, a unit or a decision is wrong, or you do not want your photograph here? Tell us.",
            (
                '<h3>How to send it</h3><p>The fastest way is to <a href="/en/request/">send a request online</a>: choose what you need, name the page or person, leave a way to reach you. You may also write, or call the office line in working hours.</p>',
                "<h3>What to say</h3><ul><li>The address of the page, or the name of the person or collective.</li><li>What is wrong and what is right; number and date of the decision if you know them.</li><li>An e-mail address or telephone number for our answer. Send no pictures of identity papers.</li></ul>",
                "<h3>What we do</h3><p>Photographs, biographies and quoted words are removed within two working days. Misspelt names are corrected after the original decision, with a public note. If something cannot be corrected or removed, we say why, and where you may complain.</p>",
            ),
            office=True,
        ),
    ),
    (
        Words(
            "Bảng thuật ngữ thi đua, khen thưởng",
            "thuat-ngu",
            "Các từ dùng trên trang này, giải thích bằng lời thường.",
            (
                "<h3>Được khen thưởng</h3>"
                + _terms(
                    (
                        "Danh hiệu thi đua",
                        "ghi nhận kết quả phấn đấu trong một năm hoặc nhiều năm công tác, ví dụ Lao động tiên tiến, Chiến sĩ thi đua cơ sở, Tập thể Lao động xuất sắc.",
                    ),
                    (
                        "Hình thức khen thưởng",
                        "ghi nhận một thành tích, ví dụ Giấy khen, Bằng khen, Huân chương. Danh hiệu và hình thức là hai loại khác nhau.",
                    ),
                    (
                        "Danh hiệu vinh dự nhà nước",
                        "do Chủ tịch nước tặng, ví dụ Anh hùng Lao động, Thầy thuốc Nhân dân, Thầy thuốc Ưu tú.",
                    ),
                    (
                        "Cá nhân, tập thể",
                        "tập thể là một khoa, phòng, trạm hoặc cả đơn vị được khen thưởng chung.",
                    ),
                    ("Tên gọi", "phần tên dùng để gọi, thường là chữ cuối; danh sách xếp theo tên gọi."),
                    (
                        "Năm thành tích, năm quyết định",
                        "năm thành tích là năm công tác được ghi nhận; năm quyết định là năm ban hành quyết định, thường là năm sau.",
                    ),
                    ("Truy tặng", "khen thưởng người đã mất."),
                    (
                        "Sổ vàng",
                        "sổ ghi số thứ tự của các hình thức khen thưởng cao, ví dụ số sổ vàng của bằng khen.",
                    ),
                ),
                "<h3>Quyết định</h3>"
                + _terms(
                    (
                        "Quyết định khen thưởng",
                        "văn bản tặng danh hiệu, hình thức cho một hay nhiều người, tập thể; có số, ngày, cơ quan ban hành và danh sách.",
                    ),
                    (
                        "Thẩm quyền",
                        "ai được quyết định danh hiệu, hình thức nào. Giám đốc Sở Y tế quyết định Lao động tiên tiến, Chiến sĩ thi đua cơ sở, Tập thể Lao động tiên tiến và Giấy khen; danh hiệu, hình thức cao hơn do cấp trên quyết định.",
                    ),
                    (
                        "Bản công bố",
                        "bản của quyết định đã che thông tin riêng, được đăng trên trang. Bản gốc giữ tại cơ quan.",
                    ),
                    (
                        "Mã xác minh",
                        "mã in dưới mã QR của mỗi trang về một quyết định, dùng để kiểm tra bản in còn đúng hay không.",
                    ),
                    (
                        "Đính chính",
                        "sửa chỗ ghi sai so với bản gốc quyết định, có ghi lại cho mọi người biết.",
                    ),
                    (
                        "Hủy bỏ",
                        "một quyết định sau làm cho lần khen thưởng trước không còn hiệu lực; danh hiệu vinh dự nhà nước thì gọi là bị tước.",
                    ),
                ),
                "<h3>Phong trào và đề nghị</h3>"
                + _terms(
                    (
                        "Phong trào thi đua",
                        "việc phát động để mọi người cùng làm tốt một việc: thường xuyên, theo chuyên đề hoặc theo đợt kỷ niệm; nêu trong một kế hoạch.",
                    ),
                    (
                        "Đợt xét",
                        "một lần nhận hồ sơ: đối tượng, số lượng của mỗi đơn vị, hạn gửi, tiêu chuẩn.",
                    ),
                    ("Đăng ký thi đua", "đầu năm, cá nhân hoặc tập thể đăng ký danh hiệu sẽ phấn đấu."),
                    (
                        "Đề nghị khen thưởng",
                        "hồ sơ của đơn vị đề nghị tặng một danh hiệu, hình thức cho một người hoặc tập thể; không công khai.",
                    ),
                    (
                        "Sáng kiến",
                        "cách làm mới được hội đồng công nhận, có phạm vi áp dụng; là điều kiện của một số danh hiệu.",
                    ),
                    (
                        "Hội đồng Thi đua – Khen thưởng",
                        "những người họp, bỏ phiếu và tham mưu cho người có thẩm quyền quyết định.",
                    ),
                    (
                        "Lấy ý kiến",
                        "danh sách đề nghị một số danh hiệu cao được công khai trong thời hạn ngắn để Nhân dân góp ý, rồi gỡ xuống.",
                    ),
                ),
                "<h3>Gương điển hình</h3>"
                + _terms(
                    (
                        "Gương điển hình tiên tiến",
                        "câu chuyện về người, tập thể làm tốt; bài luôn ghi rõ đã gắn với quyết định khen thưởng hay chưa.",
                    ),
                    (
                        "Gương người tốt, việc tốt",
                        "một việc đẹp được nêu gương, có thể chưa gắn với quyết định khen thưởng nào.",
                    ),
                    (
                        "Nhân tố mới, mô hình, cách làm hay",
                        "cách làm mới có kết quả mà nơi khác học theo được.",
                    ),
                    ("Chuyên trang", "người, tập thể, bài viết và phong trào được tập hợp theo một chủ đề."),
                    (
                        "Đồng ý công bố",
                        "sự đồng ý của nhân vật cho đăng ảnh, tiểu sử hoặc lời kể; rút lại được bất cứ lúc nào.",
                    ),
                ),
            ),
        ),
        Words(
            "Glossary",
            "glossary",
            "The words of this site in plain language.",
            (
                "<h3>Being honored</h3>"
                + _terms(
                    (
                        "Emulation title (danh hiệu thi đua)",
                        "recognizes the work of one or several years, for example Advanced Worker or Emulation Fighter at grassroots level.",
                    ),
                    (
                        "Commendation form (hình thức khen thưởng)",
                        "recognizes one achievement: a certificate of commendation (giấy khen), a certificate of merit (bằng khen), an order. Titles and forms are two different things.",
                    ),
                    (
                        "Honorary state title (danh hiệu vinh dự nhà nước)",
                        "conferred by the State President, for example Labour Hero, People’s Physician, Physician of Merit.",
                    ),
                    (
                        "Individual, collective (cá nhân, tập thể)",
                        "a collective is a ward, an office, a station or a whole unit honored together.",
                    ),
                    (
                        "Given name (tên gọi)",
                        "the part of the name by which a person is called, mostly the last word; lists are in its order.",
                    ),
                    (
                        "Year of merit, year of decision",
                        "the work year recognized, and the year the decision was issued, often the next.",
                    ),
                    ("Posthumous (truy tặng)", "an award to somebody who has died."),
                    ("Golden book (sổ vàng)", "the register that numbers the higher awards."),
                ),
                "<h3>Decisions</h3>"
                + _terms(
                    (
                        "Decision (quyết định khen thưởng)",
                        "the document that confers awards; it has a number, a date, an issuer and a list.",
                    ),
                    (
                        "Competence (thẩm quyền)",
                        "who may decide what. The director of the Department decides the grassroots titles and the giấy khen; everything above is decided by higher authorities.",
                    ),
                    (
                        "Public copy (bản công bố)",
                        "the copy without private data that this site shows. The original stays at the office.",
                    ),
                    (
                        "Verification code (mã xác minh)",
                        "printed under the QR code of each page about one decision; it tells whether a print still holds.",
                    ),
                    (
                        "Correction (đính chính)",
                        "mending what differs from the original decision, with a public note.",
                    ),
                    ("Cancellation (hủy bỏ)", "a later decision ends an earlier award."),
                ),
                "<h3>Campaigns and nominations</h3>"
                + _terms(
                    (
                        "Emulation campaign (phong trào thi đua)",
                        "a call to do one thing well together: standing, thematic or for an anniversary; announced by a plan.",
                    ),
                    (
                        "Round (đợt xét)",
                        "one intake of nominations: who, how many for each unit, until when, by which criteria.",
                    ),
                    (
                        "Registration (đăng ký thi đua)",
                        "the title a person or collective strives for, registered at the start of the year.",
                    ),
                    (
                        "Nomination (đề nghị khen thưởng)",
                        "the private dossier of a unit that proposes somebody for an award.",
                    ),
                    ("Initiative (sáng kiến)", "a recognized new way of working; some titles require one."),
                    (
                        "Council (Hội đồng Thi đua – Khen thưởng)",
                        "meets, votes and advises the person who decides.",
                    ),
                    (
                        "Public comment (lấy ý kiến)",
                        "nominations for some high titles are shown for a short time so that people can comment, then taken down.",
                    ),
                ),
                "<h3>Stories</h3>"
                + _terms(
                    (
                        "Exemplar story (gương điển hình tiên tiến)",
                        "a story of a person or collective who did well; it always says whether a decision stands behind it.",
                    ),
                    (
                        "Good deed (người tốt, việc tốt)",
                        "a deed worth telling, perhaps without any decision.",
                    ),
                    (
                        "New factor, model (nhân tố mới, mô hình)",
                        "a new way of working that others can take over.",
                    ),
                    ("Collection (chuyên trang)", "people, stories and campaigns brought together by theme."),
                    (
                        "Consent (đồng ý công bố)",
                        "the agreement of a person to show a photograph, biography or words; it can be withdrawn at any time.",
                    ),
                ),
            ),
        ),
    ),
    (
        Words(
            "Hỗ trợ tiếp cận",
            "ho-tro-tiep-can",
            "Trang được làm để ai cũng đọc được: người kém mắt, người không nghe được, người dùng bàn phím, người dùng trình đọc màn hình.",
            (
                "<h3>Bạn có thể</h3><ul><li>Đổi cỡ chữ và bật tương phản cao bằng các nút ở đầu trang; lựa chọn được nhớ trên máy của bạn.</li><li>Dùng chế độ sáng, tối, giảm chuyển động theo thiết bị của bạn.</li><li>Phóng chữ đến 200% và đọc trên màn hình hẹp 320 điểm ảnh mà không phải kéo ngang.</li><li>Làm mọi việc bằng bàn phím; phím Tab đầu tiên mở lối đến nội dung chính.</li><li>Đọc mọi trang khi tắt JavaScript, in mọi trang ra giấy.</li><li>Xem phim có phụ đề, đọc nội dung bằng chữ của mọi phim và bản ghi âm.</li><li>Nghe đúng giọng: chữ Việt, chữ Anh được đánh dấu để trình đọc màn hình đổi giọng.</li></ul>",
                "<h3>Mức đáp ứng</h3><p>Trang theo Thông tư số 26/2020/TT-BTTTT và Hướng dẫn tiếp cận nội dung web WCAG 2.2, mức A và AA. Mỗi loại trang được kiểm tra tự động ở nền sáng và nền tối, màn hình điện thoại và máy tính, trước mỗi lần đưa bản mới vào dùng; bảng đối chiếu từng điều với phép kiểm tra của nó nằm trong tài liệu của phần mềm.</p>",
                "<h3>Chỗ chưa đạt</h3><p>Bản quét của quyết định (PDF) là ảnh chụp: trình đọc màn hình không đọc được. Số, ngày, trích yếu và toàn bộ danh sách của quyết định có ở dạng chữ ngay trên trang và trong tệp XLSX, CSV. Bài viết chưa có bản dịch thì hiện tiếng Việt trên trang tiếng Anh, có ghi rõ.</p>",
                '<h3>Gặp chỗ khó dùng</h3><p><a href="/gui-yeu-cau/">Gửi yêu cầu</a>, hoặc viết thư, gọi điện thoại văn phòng ở dưới. Chúng tôi trả lời trong 02 ngày làm việc và gửi nội dung bạn cần ở dạng bạn đọc được.</p>',
            ),
            office=True,
        ),
        Words(
            "Accessibility",
            "accessibility",
            "Made for everybody: readers with low vision, people who do not hear, users of the keyboard and of screen readers.",
            (
                "<h3>What you can do</h3><ul><li>Set text size and high contrast at the top of every page; the choice is remembered on your device.</li><li>Read in light or dark and with reduced motion, as your device asks.</li><li>Enlarge text to 200% and read on a screen 320 pixels wide without scrolling sideways.</li><li>Do everything by keyboard; the first press of Tab offers the way to the main content.</li><li>Read every page without JavaScript, and print every page.</li><li>Watch films with captions, and read the transcript of every film and recording.</li><li>Hear the right voice: Vietnamese and English are marked, so that screen readers switch.</li></ul>",
                "<h3>Conformance</h3><p>This site follows Circular 26/2020/TT-BTTTT and the Web Content Accessibility Guidelines (WCAG) 2.2, levels A and AA. Every type of page is checked by machine in light and dark, at the width of a telephone and of a computer, before each release; a table in the documentation of the software names the check of every duty.</p>",
                "<h3>What falls short</h3><p>Scanned decisions (PDF) are pictures: screen readers cannot read them. Number, date, subject and the whole list of a decision stand as text on its page and in XLSX and CSV files. Stories that nobody has translated are shown in Vietnamese on English pages, and say so.</p>",
                '<h3>If something is hard to use</h3><p><a href="/en/request/">Send a request</a>, or write or call the office below. We answer within two working days and send you the content in a form you can read.</p>',
            ),
            office=True,
        ),
    ),
    (
        Words(
            "Hướng dẫn sử dụng",
            "huong-dan",
            "Tìm một người, kiểm tra một bản in, theo dõi một phong trào, dùng lại dữ liệu.",
            (
                '<h3>Tìm người, đơn vị, quyết định</h3><p>Gõ vào ô <a href="/tim-kiem/">tìm kiếm</a>, có dấu hay không dấu đều được: <i>nguyen thi hoa</i> thấy Nguyễn Thị Hoa, Hòa, Hóa. Gõ số quyết định theo cách nào cũng được: <i>57 qd syt</i>. Có thể lọc theo năm, đơn vị, danh hiệu, cấp khen thưởng. Không thấy người bạn tìm? <a href="/gui-yeu-cau/">Nhờ tra cứu</a>, chúng tôi tìm trong hồ sơ giấy và trả lời riêng cho bạn.</p>',
                '<h3>Xem theo cách khác</h3><p><a href="/ton-vinh/">Danh sách</a> xếp theo tên gọi, có bộ lọc; <a href="/theo-nam/">theo năm</a>, <a href="/danh-hieu/">theo danh hiệu</a>, <a href="/don-vi/">theo đơn vị</a>; <a href="/chuyen-trang/">chuyên trang</a> tập hợp theo chủ đề; <a href="/so-do-trang/">sơ đồ trang</a> dẫn đến mọi mục.</p>',
                '<h3>Kiểm tra một bản in</h3><p>Mỗi trang in ra có mã QR; trang về một quyết định có mã xác minh. Nhập mã ở trang <a href="/xac-minh/">Xác minh quyết định</a> hoặc quét mã QR: trang sẽ nói bản in ghi điều gì và điều đó còn đúng hay không. Bản in không thay thế quyết định, bằng hoặc giấy chứng nhận.</p>',
                "<h3>In, lưu, chia sẻ</h3><p>Dùng lệnh in của trình duyệt để in hoặc lưu trang thành PDF. Mỗi trang có địa chỉ cố định để sao chép; trang về người, tập thể, bài viết có thẻ ảnh để tải về và chia sẻ.</p>",
                "<h3>Theo dõi</h3><p>Danh sách người được tôn vinh, bài viết, phong trào đều có nguồn tin RSS. Mỗi phong trào có tệp lịch (.ics) để các mốc vào lịch điện thoại.</p>",
                "<h3>Dùng lại dữ liệu</h3><p>Danh sách của mỗi quyết định tải được dưới dạng XLSX và CSV. Khi dùng lại, xin ghi rõ nguồn.</p>",
                '<h3>Dành cho đơn vị</h3><p>Đầu mối thi đua của đơn vị <a href="/de-nghi-khen-thuong/">lập hồ sơ đề nghị</a> trực tuyến, thủ trưởng xác nhận, Sở tiếp nhận và báo kết quả ngay trên hồ sơ. Tài khoản do Sở cấp.</p>',
            ),
        ),
        Words(
            "Help",
            "help",
            "Find somebody, check a printed page, follow a campaign, reuse the data.",
            (
                '<h3>Find people, units, decisions</h3><p>Type into the <a href="/en/search/">search</a> box with or without Vietnamese marks: <i>nguyen thi hoa</i> finds Nguyễn Thị Hoa, Hòa and Hóa. A decision number may be written in any way: <i>57 qd syt</i>. Narrow the results by year, unit, award and level. Not found? <a href="/en/request/">Ask us to look it up</a>: we search the paper files and answer you alone.</p>',
                '<h3>Other ways in</h3><p>The <a href="/en/honorees/">list</a> in the order of given names, with filters; <a href="/en/years/">by year</a>, <a href="/en/awards/">by award</a>, <a href="/en/units/">by unit</a>; <a href="/en/collections/">collections</a> by theme; the <a href="/en/site-map/">site map</a> leads everywhere.</p>',
                '<h3>Check a printed page</h3><p>Every printed page carries a QR code, and a page about one decision a verification code. Type it on the page <a href="/en/verify/">Verify a decision</a> or scan the QR code: it says what the print claims and whether that still holds. A print replaces neither decision nor certificate.</p>',
                "<h3>Print, save, share</h3><p>Print a page, or save it as PDF, with your browser. Every page has a lasting address to copy; people, collectives and stories have cards to save and share.</p>",
                "<h3>Follow</h3><p>Honorees, stories and campaigns have RSS feeds. Every campaign has a calendar file (.ics).</p>",
                "<h3>Reuse</h3><p>The list of every decision can be saved as XLSX and CSV. Please name the source.</p>",
                '<h3>For units</h3><p>The focal point of a unit <a href="/en/nominate/">files nominations</a> online, the head confirms, the Department receives them and answers on the dossier. Accounts are given by the Department.</p>',
            ),
        ),
    ),
    (
        Words(
            "Liên hệ",
            "lien-he",
            "Hỏi về một quyết định, góp ý, đề nghị gỡ hoặc đính chính, mời đưa tin.",
            (
                "<p>Giờ làm việc: từ thứ Hai đến thứ Sáu, trừ ngày lễ.</p>",
                "<h3>Hỏi ai</h3><p><b>Về thi đua, khen thưởng</b> (hồ sơ, quyết định): bộ phận thường trực thi đua, khen thưởng của Sở, theo địa chỉ và điện thoại ở trên.</p>",
                "<p><b>Về bài viết và hình ảnh, giới thiệu gương tốt</b>: đơn vị chịu trách nhiệm nội dung ở trên.</p>",
                '<p><b>Tra cứu, đính chính, gỡ nội dung</b>: <a href="/gui-yeu-cau/">gửi yêu cầu trực tuyến</a>; xem <a href="/bao-sai-sot/">Báo sai sót, yêu cầu gỡ</a>. Xin ghi địa chỉ của trang cần sửa.</p>',
                '<p><b>Khó đọc, khó dùng trang</b>: xem <a href="/ho-tro-tiep-can/">Hỗ trợ tiếp cận</a>.</p>',
            ),
            office=True,
        ),
        Words(
            "Contact",
            "contact",
            "Ask about a decision, tell us your opinion, ask for a correction or removal, invite coverage.",
            (
                "<p>Working hours: Monday to Friday, public holidays excepted.</p>",
                "<h3>Whom to ask</h3><p><b>Emulation and commendation</b> (dossiers, decisions): the standing body of the Department, at the address and telephone above.</p>",
                "<p><b>Stories and pictures, good examples to tell</b>: the unit above that answers for the content.</p>",
                '<p><b>Look-ups, corrections, removal</b>: <a href="/en/request/">send a request online</a>; see <a href="/en/report-an-error/">Report an error</a>. Please name the address of the page.</p>',
                '<p><b>Something is hard to read or use</b>: see <a href="/en/accessibility/">Accessibility</a>.</p>',
            ),
            office=True,
        ),
    ),
)
