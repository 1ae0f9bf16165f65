"""事件: a located matter from any source, from report to close: 上报 受理 定位 分类 派单 处置 核查 回访 办结 重办.

Serves the hotline regulations (北京市接诉即办工作条例, 济南/潍坊/安阳条例, see docs/laws) and the street's duty list.
Stands on dispatch, duties, institutions, places and the kernel.
"""
