"""Service levels: calendars of open time, dated policies, and the clocks that say when something is due."""
