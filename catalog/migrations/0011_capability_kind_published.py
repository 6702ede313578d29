from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_history")]

    operations = [
        migrations.AddIndex(
            model_name="capabilityentry",
            index=models.Index(
                condition=models.Q(("status", "published")),
                fields=["kind", "artifact"],
                name="capability_kind_published",
            ),
        ),
    ]
