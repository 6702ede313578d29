from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0008_entry_document"),
    ]

    operations = [
        migrations.AddField(
            model_name="familymembership",
            name="version",
            field=models.CharField(
                blank=True,
                default="",
                help_text="The version of the family that it belongs to, such as Llama 3.1",
                max_length=80,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="familymembership",
            name="rule",
            field=models.CharField(
                blank=True,
                help_text="What the membership rests on: facts.members, base_model ... Empty: set by a curator",
                max_length=64,
            ),
        ),
    ]
