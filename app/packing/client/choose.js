// @entry
// @ts-check
// Scan the code on a bench to go to it.

import { listen } from '../../client/scan.js';

listen({ onCode: (code) => window.location.assign(`/bench/${encodeURIComponent(code)}`) });
