// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.api;

import dev.carteiro.fake.faults.SendFault;
import java.time.Instant;

/**
 * A request that was handled, with its fault, status and delivered message.
 *
 * @param id sequence number of the request
 * @param at time of its arrival
 * @param instance instance of the path; null if none
 * @param fault fault that it met; {@link SendFault#NONE} if none
 * @param status HTTP status; 0 without a response
 * @param providerId WhatsApp's id of the message that it delivered; null if it delivered none
 */
public record HandledRequest(
    long id,
    Instant at,
    String method,
    String path,
    String instance,
    SendFault fault,
    int status,
    String providerId) {}
