// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Posts a webhook once. */
interface Transport {

  /**
   * @return the final status, after redirects; fails when there is none
   */
  CompletableFuture<Integer> post(String url, Map<String, String> headers, byte[] body);
}
