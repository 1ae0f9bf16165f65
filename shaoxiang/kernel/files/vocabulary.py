from shaoxiang.kernel.vocabulary import Vocabulary, _


class AttachmentRole(Vocabulary):
    """At which step a file was given."""

    REPORT = "REPORT", _("上报")
    HANDLE = "HANDLE", _("处置")
    VERIFY = "VERIFY", _("核查")
    OTHER = "OTHER", _("其他")


IMAGES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
PAPERS = {
    "application/pdf": "pdf",
    "application/ofd": "ofd",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}
RECORDINGS = {"audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/webm": "webm", "audio/amr": "amr", "audio/wav": "wav", "audio/ogg": "ogg", "audio/aac": "aac"}
ALLOWED = IMAGES | PAPERS | RECORDINGS
