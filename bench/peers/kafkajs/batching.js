// SPDX-License-Identifier: Apache-2.0
'use strict';

// KafkaJS sends what it is given at once, one request for each call. This gathers calls: what came within the window
// leaves together. A window of 0 sends as soon as the batch before was acknowledged, with all that came meanwhile.
exports.batching = function batching(sendAll, windowMs) {
  let waiting = [];
  let underWay = false;
  let timer;

  async function flush() {
    timer = undefined;
    const batch = waiting;
    waiting = [];
    underWay = true;
    try {
      await sendAll(batch.map(one => one.message));
      batch.forEach(one => one.resolve());
    } catch (e) {
      batch.forEach(one => one.reject(e));
    }
    underWay = false;
    if (windowMs === 0 && waiting.length > 0) {
      flush();
    }
  }

  return message =>
    new Promise((resolve, reject) => {
      waiting.push({ message, resolve, reject });
      if (windowMs > 0) {
        timer ??= setTimeout(flush, windowMs);
      } else if (!underWay) {
        underWay = true;
        setImmediate(flush);
      }
    });
};
