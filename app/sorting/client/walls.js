// @entry
// @ts-check
// Scan any slot of a wall to go to its page.

import { listen } from '../../client/scan.js';

listen({ onCode: (code) => window.location.assign(`/wall/${encodeURIComponent(code.replace(/-[^-]*$/, ''))}`) });
