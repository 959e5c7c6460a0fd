import django.db.models.deletion
import portal.core.public_id
import portal.core.storage
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0003_site_images_documents'),
        ('recognition', '0002_import_files'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=portal.core.public_id.new_public_id, editable=False, max_length=8, unique=True)),
                ('title', models.CharField(max_length=300, verbose_name='tên phong trào')),
                ('title_en', models.CharField(blank=True, max_length=300, verbose_name='tên tiếng Anh')),
                ('slug', models.SlugField(blank=True, max_length=255, unique=True, verbose_name='địa chỉ')),
                ('kind', models.CharField(choices=[('standing', 'Thường xuyên'), ('thematic', 'Chuyên đề'), ('commemorative', 'Theo đợt, kỷ niệm')], max_length=14, verbose_name='loại')),
                ('slogan', models.CharField(blank=True, max_length=300, verbose_name='khẩu hiệu')),
                ('themes', models.JSONField(blank=True, default=list, verbose_name='chủ đề')),
                ('plan_number', models.CharField(blank=True, max_length=80, verbose_name='số kế hoạch')),
                ('plan_date', models.DateField(blank=True, null=True, verbose_name='ngày kế hoạch')),
                ('plan_date_text', models.CharField(blank=True, help_text='Khi kế hoạch không ghi đủ ngày tháng năm.', max_length=100, verbose_name='ngày ghi trên kế hoạch')),
                ('issuer', models.CharField(blank=True, max_length=200, verbose_name='cơ quan ban hành')),
                ('parent_reference', models.CharField(blank=True, help_text='Khi văn bản của cấp trên không có trên trang này.', max_length=300, verbose_name='thực hiện theo văn bản')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='từ ngày')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='đến ngày')),
                ('deadline', models.DateTimeField(blank=True, null=True, verbose_name='hạn gửi hồ sơ')),
                ('deadline_text', models.CharField(blank=True, help_text='Khi kế hoạch chỉ ghi ngày hoặc ghi hạn cho nhiều việc.', max_length=300, verbose_name='hạn, theo lời kế hoạch')),
                ('summary', models.CharField(blank=True, max_length=500, verbose_name='tóm tắt')),
                ('summary_en', models.CharField(blank=True, max_length=500, verbose_name='tóm tắt (tiếng Anh)')),
                ('purpose', models.TextField(blank=True, verbose_name='mục đích, yêu cầu')),
                ('goals', models.JSONField(blank=True, default=list, verbose_name='chỉ tiêu')),
                ('content', models.JSONField(blank=True, default=list, verbose_name='nội dung thi đua')),
                ('subjects', models.CharField(blank=True, max_length=400, verbose_name='đối tượng')),
                ('measures', models.JSONField(blank=True, default=list, verbose_name='biện pháp, tổ chức thực hiện')),
                ('recipients', models.JSONField(blank=True, default=list, verbose_name='nơi nhận')),
                ('contact', models.CharField(blank=True, max_length=255, verbose_name='liên hệ')),
                ('individual_quota', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='số cá nhân mỗi đơn vị')),
                ('collective_quota', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='số tập thể mỗi đơn vị')),
                ('quota_note', models.CharField(blank=True, max_length=400, verbose_name='ghi chú về số lượng')),
                ('bases_text', models.JSONField(blank=True, default=list, verbose_name='căn cứ khác')),
                ('awards_note', models.CharField(blank=True, max_length=400, verbose_name='ghi chú về khen thưởng')),
                ('is_record', models.BooleanField(default=False, editable=False, help_text='Kế hoạch có thật đã kết thúc, chỉ để đọc.', verbose_name='tư liệu')),
                ('note', models.TextField(blank=True, verbose_name='ghi chú biên tập')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('awards', models.ManyToManyField(blank=True, related_name='campaigns', to='recognition.award', verbose_name='danh hiệu, hình thức')),
                ('legal_bases', models.ManyToManyField(blank=True, related_name='campaigns', to='recognition.legalinstrument', verbose_name='căn cứ pháp lý')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='campaigns.campaign', verbose_name='thuộc phong trào của cấp trên')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='recognition.unit', verbose_name='đơn vị phát động')),
            ],
            options={
                'verbose_name': 'phong trào thi đua',
                'verbose_name_plural': 'phong trào thi đua',
                'ordering': ('-starts_on', '-id'),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), ('ends_on__isnull', True), ('starts_on__lte', models.F('ends_on')), _connector='OR'), name='campaign_period_in_order'),
                    models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='campaign_is_not_its_own_parent'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CampaignConferral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conferral_links', to='campaigns.campaign')),
                ('conferral', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='campaign_link', to='recognition.conferral')),
            ],
            options={
                'verbose_name': 'lần khen thưởng của phong trào',
                'verbose_name_plural': 'lần khen thưởng của phong trào',
            },
        ),
        migrations.CreateModel(
            name='CampaignCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('individual', 'Cá nhân'), ('collective', 'Tập thể')], max_length=12, verbose_name='đối tượng')),
                ('text', models.CharField(max_length=600, verbose_name='tiêu chuẩn')),
                ('threshold', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='ngưỡng')),
                ('unit_of_measure', models.CharField(blank=True, max_length=40, verbose_name='đơn vị tính')),
                ('sort_order', models.PositiveSmallIntegerField(default=0)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='campaigns.campaign')),
            ],
            options={
                'verbose_name': 'tiêu chuẩn',
                'verbose_name_plural': 'tiêu chuẩn',
                'ordering': ('kind', 'sort_order', 'id'),
            },
        ),
        migrations.CreateModel(
            name='CampaignFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='tên tài liệu')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='campaigns.campaign')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.portaldocument', verbose_name='tệp')),
            ],
            options={
                'verbose_name': 'tài liệu của phong trào',
                'verbose_name_plural': 'tài liệu của phong trào',
            },
        ),
        migrations.CreateModel(
            name='CampaignIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='lời mở đầu')),
                ('share_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.portalimage', verbose_name='ảnh khi chia sẻ')),
            ],
            options={
                'verbose_name': 'trang danh sách phong trào',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='CampaignMilestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=300, verbose_name='việc')),
                ('starts_on', models.DateField(verbose_name='ngày, từ ngày')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='đến ngày')),
                ('is_peak', models.BooleanField(default=False, verbose_name='tuần cao điểm')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='campaigns.campaign')),
            ],
            options={
                'verbose_name': 'mốc thời gian',
                'verbose_name_plural': 'mốc thời gian',
                'ordering': ('starts_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='CampaignPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('language', models.CharField(editable=False, max_length=5)),
                ('body', wagtail.fields.StreamField([('heading', 0), ('prose', 1), ('quote', 5), ('picture', 9), ('gallery', 12), ('video', 19), ('timeline', 25), ('facts', 31), ('documents', 37)], blank=True, block_lookup={0: ('portal.core.blocks.text.HeadingBlock', (), {}), 1: ('portal.core.blocks.text.ProseBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'Lời trích', 'max_length': 600}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Người nói', 'max_length': 200, 'required': False}), 4: ('wagtail.blocks.CharBlock', (), {'label': 'Chức vụ, đơn vị', 'max_length': 200, 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('quote', 2), ('speaker', 3), ('role', 4)]], {}), 6: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Ảnh'}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Chú thích', 'max_length': 300, 'required': False}), 8: ('wagtail.blocks.CharBlock', (), {'help_text': 'Để trống thì dùng nguồn ghi ở ảnh.', 'label': 'Người chụp, nguồn', 'max_length': 200, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('image', 6), ('caption', 7), ('credit', 8)]], {}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'Tên bộ ảnh', 'max_length': 200, 'required': False}), 11: ('wagtail.blocks.ListBlock', (9,), {'label': 'Các ảnh', 'max_num': 30, 'min_num': 2}), 12: ('wagtail.blocks.StructBlock', [[('title', 10), ('pictures', 11)]], {}), 13: ('wagtail.blocks.CharBlock', (), {'label': 'Tên phim', 'max_length': 200}), 14: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Tệp phim (MP4, WebM)'}), 15: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'Bắt buộc khi phim có lời nói.', 'label': 'Phụ đề (VTT)', 'required': False}), 16: ('wagtail.blocks.BooleanBlock', (), {'default': True, 'label': 'Phim có lời nói', 'required': False}), 17: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Ảnh bìa', 'required': False}), 18: ('wagtail.blocks.TextBlock', (), {'label': 'Nội dung bằng chữ', 'required': False}), 19: ('wagtail.blocks.StructBlock', [[('title', 13), ('video', 14), ('captions', 15), ('has_speech', 16), ('poster', 17), ('transcript', 18)]], {}), 20: ('wagtail.blocks.CharBlock', (), {'label': 'Tên dòng thời gian', 'max_length': 200, 'required': False}), 21: ('wagtail.blocks.CharBlock', (), {'label': 'Thời gian', 'max_length': 60}), 22: ('wagtail.blocks.TextBlock', (), {'label': 'Việc', 'max_length': 500}), 23: ('wagtail.blocks.StructBlock', [[('when', 21), ('what', 22)]], {}), 24: ('wagtail.blocks.ListBlock', (23,), {'label': 'Các mốc', 'min_num': 1}), 25: ('wagtail.blocks.StructBlock', [[('title', 20), ('moments', 24)]], {}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'Tên bảng', 'max_length': 200, 'required': False}), 27: ('wagtail.blocks.CharBlock', (), {'label': 'Mục', 'max_length': 120}), 28: ('wagtail.blocks.CharBlock', (), {'label': 'Nội dung', 'max_length': 400}), 29: ('wagtail.blocks.StructBlock', [[('name', 27), ('value', 28)]], {}), 30: ('wagtail.blocks.ListBlock', (29,), {'label': 'Các mục', 'min_num': 1}), 31: ('wagtail.blocks.StructBlock', [[('title', 26), ('facts', 30)]], {}), 32: ('wagtail.blocks.CharBlock', (), {'label': 'Tên danh sách', 'max_length': 200, 'required': False}), 33: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Tệp'}), 34: ('wagtail.blocks.CharBlock', (), {'label': 'Tên hiển thị', 'max_length': 200, 'required': False}), 35: ('wagtail.blocks.StructBlock', [[('document', 33), ('title', 34)]], {}), 36: ('wagtail.blocks.ListBlock', (35,), {'label': 'Các tệp', 'min_num': 1}), 37: ('wagtail.blocks.StructBlock', [[('title', 32), ('documents', 36)]], {})}, verbose_name='nội dung thêm')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='campaigns.campaign', verbose_name='phong trào')),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.portalimage', verbose_name='ảnh, biểu trưng')),
                ('share_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.portalimage', verbose_name='ảnh khi chia sẻ')),
            ],
            options={
                'verbose_name': 'trang phong trào thi đua',
                'constraints': [
                    models.UniqueConstraint(fields=('campaign', 'language'), name='one_page_per_campaign_and_language'),
                ],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='CampaignRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='round_links', to='campaigns.campaign')),
                ('round', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='campaign_link', to='recognition.round')),
            ],
            options={
                'verbose_name': 'đợt xét của phong trào',
                'verbose_name_plural': 'đợt xét của phong trào',
            },
        ),
        migrations.CreateModel(
            name='CampaignStory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='story_links', to='campaigns.campaign')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='campaign_links', to='recognition.storypage')),
            ],
            options={
                'verbose_name': 'gương điển hình của phong trào',
                'verbose_name_plural': 'gương điển hình của phong trào',
                'constraints': [
                    models.UniqueConstraint(fields=('campaign', 'story'), name='campaign_story_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=portal.core.public_id.new_public_id, editable=False, max_length=8, unique=True)),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                ('kind', models.CharField(choices=[('individual', 'Cá nhân'), ('collective', 'Tập thể')], max_length=12, verbose_name='đối tượng')),
                ('full_name', models.CharField(max_length=255, verbose_name='họ và tên, tên tập thể')),
                ('position', models.CharField(blank=True, max_length=255, verbose_name='chức vụ')),
                ('pledge', models.FileField(blank=True, storage=portal.core.storage.private_storage, upload_to='registrations', verbose_name='bản đăng ký, giao ước')),
                ('state', models.CharField(choices=[('registered', 'Đã đăng ký'), ('withdrawn', 'Đã rút')], default='registered', max_length=12, verbose_name='trạng thái')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('award', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='recognition.award', verbose_name='danh hiệu')),
                ('campaign', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='campaigns.campaign', verbose_name='phong trào')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('honoree', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='recognition.honoree', verbose_name='người, tập thể đã có trong sổ')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='recognition.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'đăng ký thi đua',
                'verbose_name_plural': 'đăng ký thi đua',
                'ordering': ('-year', 'unit', 'full_name'),
                'constraints': [
                    models.UniqueConstraint(fields=('unit', 'year', 'award', 'kind', 'full_name', 'position'), name='registration_once'),
                ],
            },
        ),
    ]
