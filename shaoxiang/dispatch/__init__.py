"""调度: what is the same for a case and a whistle. A unit sent to a matter, an objection to being sent, a word from above.

Stands on the kernel and duties. Serves 北京市接诉即办工作条例 11-15 (dispatch, objection, first receiver) as the reference.
"""
