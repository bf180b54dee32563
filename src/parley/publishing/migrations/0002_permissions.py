"""What Wagtail's two groups may do with our own tables. Editors and Moderators decide about comments."""

from django.db import migrations

WRITING = [("publishing", model, action) for model in ("author", "topic") for action in ("add", "change", "delete")]
COMMENTS = [("discussion", "comment", "change"), ("discussion", "comment", "view")]
GROUPS = {
    "Editors": [*WRITING, *COMMENTS],
    "Moderators": [*WRITING, *COMMENTS, ("publishing", "publication", "change")],
}


def permissions_give(apps, schema_editor):
    # Django makes permissions after all migrations have run; these are needed now, so they are made here.
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    for name, granted in GROUPS.items():
        group, _made = Group.objects.get_or_create(name=name)
        for app_label, model, action in granted:
            content_type, _made = ContentType.objects.get_or_create(app_label=app_label, model=model)
            permission, _made = Permission.objects.get_or_create(
                content_type=content_type, codename=f"{action}_{model}", defaults={"name": f"Can {action} {model}"}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0001_initial"),
        ("discussion", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(permissions_give, migrations.RunPython.noop)]
