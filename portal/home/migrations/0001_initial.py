import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0003_site_images_documents'),
        ('recognition', '0002_import_files'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('heading', models.CharField(blank=True, max_length=200, verbose_name='tiêu đề lớn')),
                ('introduction', models.CharField(blank=True, max_length=300, verbose_name='câu giới thiệu')),
                ('featured', models.ForeignKey(blank=True, help_text='Để trống thì hiện người được khen thưởng gần nhất có trang đầy đủ.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='recognition.honoreepage', verbose_name='người được tôn vinh trong tháng')),
                ('share_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.portalimage', verbose_name='ảnh khi chia sẻ')),
            ],
            options={
                'verbose_name': 'trang chủ',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ProsePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('lead', models.CharField(blank=True, max_length=400, verbose_name='câu mở đầu')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('prose', 1), ('quote', 5), ('picture', 9), ('gallery', 12), ('video', 19), ('timeline', 25), ('facts', 31), ('documents', 37)], blank=True, block_lookup={0: ('portal.core.blocks.text.HeadingBlock', (), {}), 1: ('portal.core.blocks.text.ProseBlock', (), {}), 2: ('wagtail.blocks.TextBlock', (), {'label': 'Lời trích', 'max_length': 600}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Người nói', 'max_length': 200, 'required': False}), 4: ('wagtail.blocks.CharBlock', (), {'label': 'Chức vụ, đơn vị', 'max_length': 200, 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('quote', 2), ('speaker', 3), ('role', 4)]], {}), 6: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Ảnh'}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Chú thích', 'max_length': 300, 'required': False}), 8: ('wagtail.blocks.CharBlock', (), {'help_text': 'Để trống thì dùng nguồn ghi ở ảnh.', 'label': 'Người chụp, nguồn', 'max_length': 200, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('image', 6), ('caption', 7), ('credit', 8)]], {}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'Tên bộ ảnh', 'max_length': 200, 'required': False}), 11: ('wagtail.blocks.ListBlock', (9,), {'label': 'Các ảnh', 'max_num': 30, 'min_num': 2}), 12: ('wagtail.blocks.StructBlock', [[('title', 10), ('pictures', 11)]], {}), 13: ('wagtail.blocks.CharBlock', (), {'label': 'Tên phim', 'max_length': 200}), 14: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Tệp phim (MP4, WebM)'}), 15: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'Bắt buộc khi phim có lời nói.', 'label': 'Phụ đề (VTT)', 'required': False}), 16: ('wagtail.blocks.BooleanBlock', (), {'default': True, 'label': 'Phim có lời nói', 'required': False}), 17: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Ảnh bìa', 'required': False}), 18: ('wagtail.blocks.TextBlock', (), {'label': 'Nội dung bằng chữ', 'required': False}), 19: ('wagtail.blocks.StructBlock', [[('title', 13), ('video', 14), ('captions', 15), ('has_speech', 16), ('poster', 17), ('transcript', 18)]], {}), 20: ('wagtail.blocks.CharBlock', (), {'label': 'Tên dòng thời gian', 'max_length': 200, 'required': False}), 21: ('wagtail.blocks.CharBlock', (), {'label': 'Thời gian', 'max_length': 60}), 22: ('wagtail.blocks.TextBlock', (), {'label': 'Việc', 'max_length': 500}), 23: ('wagtail.blocks.StructBlock', [[('when', 21), ('what', 22)]], {}), 24: ('wagtail.blocks.ListBlock', (23,), {'label': 'Các mốc', 'min_num': 1}), 25: ('wagtail.blocks.StructBlock', [[('title', 20), ('moments', 24)]], {}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'Tên bảng', 'max_length': 200, 'required': False}), 27: ('wagtail.blocks.CharBlock', (), {'label': 'Mục', 'max_length': 120}), 28: ('wagtail.blocks.CharBlock', (), {'label': 'Nội dung', 'max_length': 400}), 29: ('wagtail.blocks.StructBlock', [[('name', 27), ('value', 28)]], {}), 30: ('wagtail.blocks.ListBlock', (29,), {'label': 'Các mục', 'min_num': 1}), 31: ('wagtail.blocks.StructBlock', [[('title', 26), ('facts', 30)]], {}), 32: ('wagtail.blocks.CharBlock', (), {'label': 'Tên danh sách', 'max_length': 200, 'required': False}), 33: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Tệp'}), 34: ('wagtail.blocks.CharBlock', (), {'label': 'Tên hiển thị', 'max_length': 200, 'required': False}), 35: ('wagtail.blocks.StructBlock', [[('document', 33), ('title', 34)]], {}), 36: ('wagtail.blocks.ListBlock', (35,), {'label': 'Các tệp', 'min_num': 1}), 37: ('wagtail.blocks.StructBlock', [[('title', 32), ('documents', 36)]], {})}, verbose_name='nội dung')),
                ('share_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.portalimage', verbose_name='ảnh khi chia sẻ')),
            ],
            options={
                'verbose_name': 'trang nội dung',
            },
            bases=('wagtailcore.page',),
        ),
    ]
