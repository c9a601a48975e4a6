// SPDX-License-Identifier: Apache-2.0
/**
 * Tells people of trouble. {@link dev.carteiro.console.alert.AlertsPart} is the way in: one console
 * at a time judges what all of them see ({@code AlertLeader}, {@code AlertEngine}), writes what
 * begins and ends to {@link dev.carteiro.contract.Topic#ALERT}, and each channel reads it there.
 */
package dev.carteiro.console.alert;
