"""数据交换: any list out as CSV or XLSX exactly as filtered, and spreadsheets in, with errors that name line, column and cure."""

from shaoxiang.kernel.exchange.export import Column, export
from shaoxiang.kernel.exchange.reading import Heading, Row, RowError, each, read_table

__all__ = ["Column", "Heading", "Row", "RowError", "each", "export", "read_table"]
