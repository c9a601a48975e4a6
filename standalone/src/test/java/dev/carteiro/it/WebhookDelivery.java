// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

/**
 * One webhook to be posted.
 *
 * @param instance whose it is
 * @param tenant who owns the instance at the time; null when nobody does and nobody will
 * @param path where Evolution is told to post it
 * @param fact what it says
 */
record WebhookDelivery(
    String instance, String tenant, String path, byte[] body, GeneratedFact fact) {}
