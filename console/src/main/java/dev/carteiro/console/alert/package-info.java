// SPDX-License-Identifier: Apache-2.0
/**
 * Alerts: judges the alert rules and notifies people. Input is the monitoring snapshot, queries of
 * the sink's tables, and the brokers' disks. One console at a time ({@link
 * dev.carteiro.console.alert.AlertLeaderLoop}) judges the rules ({@link
 * dev.carteiro.console.alert.AlertRuleEngine}) and writes alerts that start or end to {@link
 * dev.carteiro.contract.Topic#ALERT}. Each channel reads that topic and delivers notices by e-mail,
 * webhook or WhatsApp. The topic is its only stored state. The entry point is {@link
 * dev.carteiro.console.alert.ConsoleAlertService}.
 */
package dev.carteiro.console.alert;
