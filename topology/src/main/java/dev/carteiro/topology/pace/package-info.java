// SPDX-License-Identifier: Apache-2.0
/**
 * The arithmetic of pacing, without stores and Kafka types: the sliding window of permits, the
 * throttle of an instance, and the choice of the next lane.
 */
package dev.carteiro.topology.pace;
