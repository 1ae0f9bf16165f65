"""附件: photos, papers and recordings of matters, kept by content under `settings.FILES`.

`actions.take` looks at the bytes, never at the name: pictures are drawn anew (no EXIF, no place, no script survives), papers and
recordings pass by a list of types, the rest is refused with a sentence that says what to do. `actions.attach` hangs a file on a
matter; `/files/<id>/` hands it out to whom the matter's room lets see it (`access.register`).
"""
