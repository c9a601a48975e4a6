// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Posts a webhook once, without retries. */
interface WebhookTransport {

  /**
   * @return the final HTTP status, after redirects; completes exceptionally without a response
   */
  CompletableFuture<Integer> post(String url, Map<String, String> headers, byte[] body);
}
