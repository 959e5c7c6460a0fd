from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('search', '0001_initial')]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField(default=0)),
                ('projection', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'ấn bản từ điển tìm kiếm',
            },
        ),
        migrations.CreateModel(
            name='Equivalence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('forms', models.TextField(help_text='Mỗi cách viết một dòng, ít nhất hai dòng.', verbose_name='các cách viết')),
                ('ambiguous', models.TextField(blank=True, help_text='Những cách viết ở trên chỉ tính khi đứng cạnh một trong các từ dưới đây; mỗi cách một dòng.', verbose_name='cách viết dễ nhầm')),
                ('before', models.TextField(blank=True, help_text='Các từ cách nhau bằng dấu cách.', verbose_name='từ đứng ngay trước')),
                ('after', models.TextField(blank=True, help_text='Các từ cách nhau bằng dấu cách; # là một số bất kỳ.', verbose_name='từ đứng ngay sau')),
                ('active', models.BooleanField(default=True, verbose_name='đang dùng')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='ghi chú')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='sửa lúc')),
            ],
            options={
                'verbose_name': 'cách viết tương đương',
                'verbose_name_plural': 'cách viết tương đương',
                'ordering': ('-changed_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='DailyQuery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='ngày')),
                ('language', models.CharField(max_length=10, verbose_name='trên trang')),
                ('text', models.CharField(max_length=200, verbose_name='nội dung tìm')),
                ('searches', models.PositiveIntegerField(default=0, verbose_name='số lần tìm')),
                ('nothing', models.PositiveIntegerField(default=0, verbose_name='số lần không thấy gì')),
                ('found', models.PositiveIntegerField(default=0, verbose_name='số kết quả lần cuối')),
            ],
            options={
                'verbose_name': 'nội dung tìm theo ngày',
                'verbose_name_plural': 'nội dung tìm theo ngày',
                'ordering': ('-day', '-searches', 'text'),
                'constraints': [models.UniqueConstraint(fields=('day', 'language', 'text'), name='search_daily_query_once')],
            },
        ),
        migrations.CreateModel(
            name='Pin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200, verbose_name='khi người dùng tìm')),
                ('asked', models.CharField(editable=False, max_length=400)),
                ('language', models.CharField(choices=[('vi', 'Tiếng Việt'), ('en', 'English')], default='vi', max_length=10, verbose_name='trên trang')),
                ('kind', models.CharField(max_length=40, verbose_name='loại')),
                ('key', models.CharField(max_length=200, verbose_name='mục được đưa lên đầu')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='thứ tự')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='sửa lúc')),
            ],
            options={
                'verbose_name': 'kết quả ghim',
                'verbose_name_plural': 'kết quả ghim',
                'ordering': ('asked', 'position', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('language', 'asked', 'kind', 'key'), name='search_pin_once')],
            },
        ),
    ]
