import type { ReportDocument } from './document.ts';
export function renderHtml(report: ReportDocument): string {
  return report.title;
}
