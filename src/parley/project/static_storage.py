from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedStaticFilesStorage(ManifestStaticFilesStorage):
    """Static files under names that carry a hash of their content, so that browsers may keep them for good."""

    # ES modules import one another by relative path: rewrite those to the hashed names as well.
    support_js_module_import_aggregation = True
    # Some of the editor's scripts build names at run time; a missing one must not stop a page.
    manifest_strict = False
