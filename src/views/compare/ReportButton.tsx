/** Takes the chosen runs home as one report that compares them. */
import { FileText } from 'lucide-react';
import type { RunRecord } from '../../protocol/records';
import { downloadReport } from '../../store/downloads/report';
import { Button } from '../../ui/controls/Button';

export function ReportButton({ runs }: { runs: readonly RunRecord[] }) {
  return (
    <Button icon={<FileText />} onClick={() => void downloadReport(runs)}>
      Download report
    </Button>
  );
}
