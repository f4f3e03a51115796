import { layout } from '../../../src/core/files/layout.ts';
import { noteIncident, reopenIncident, resolveIncident } from '../../../src/core/incidents/acts.ts';
import { openForAlert } from '../../../src/core/incidents/for-alert.ts';
import { alertOf } from '../alerts/overlays/alerts.ts';

// A program of its own: `racer.ts <root> <name> <rounds>` opens the incidents of three alerts and adds its lines to them. `resolve` in
// place of the rounds resolves and reopens for ever, until it is killed.
const [root = '', name = '', rounds = '1'] = process.argv.slice(2);
const at = layout(root);
const alerts = ['one', 'two', 'three'].map((alertname) => alertOf({ labels: { alertname, source: 'race' } }));

for (let round = 0; rounds === 'resolve' || round < Number(rounds); round += 1) {
  for (const alert of alerts) {
    const now = Date.now();
    const id = openForAlert(at, alert, now);
    noteIncident(at, id, { by: name, text: `round ${round}`, now });
    if (rounds !== 'resolve') continue;
    resolveIncident(at, id, { by: name, text: null, now });
    reopenIncident(at, id, { by: name, text: null, now });
    process.stdout.write('.');
  }
}
