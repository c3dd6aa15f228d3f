/**
 * The vocabulary in which services publish what they offer: typed addresses, topics and events, problems, callers
 * and money. Uses nothing of Shopfleet; it is all that an api package may use.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.platform.contract;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
