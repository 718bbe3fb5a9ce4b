"""The timetable and its jobs; one file a job."""
