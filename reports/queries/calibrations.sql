select * from satisfaction.calibration where design is not null
