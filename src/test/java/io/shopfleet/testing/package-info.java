/**
 * What integration tests share: a running fleet on real infrastructure and a driver that speaks to it the way the
 * outside does.
 */
@NullMarked
package io.shopfleet.testing;

import org.jspecify.annotations.NullMarked;
