// SPDX-License-Identifier: Apache-2.0
/**
 * Everything in one process: the command {@code up}, which runs all roles on embedded services, and
 * its demo.
 */
package dev.carteiro.standalone;
