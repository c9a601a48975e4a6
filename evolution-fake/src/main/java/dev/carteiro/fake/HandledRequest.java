// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.time.Instant;

/**
 * A request and its fate.
 *
 * @param id counts requests
 * @param at when it came
 * @param instance of the path; null if none
 * @param fault that it met; {@link Fault#NONE} when nothing was made to go wrong
 * @param status answered; 0 for no answer
 * @param providerId of the message that it delivered; null if it delivered none
 */
public record HandledRequest(
    long id,
    Instant at,
    String method,
    String path,
    String instance,
    Fault fault,
    int status,
    String providerId) {}
