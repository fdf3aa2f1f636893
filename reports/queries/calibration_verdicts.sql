select * from satisfaction.calibration_verdict where test is not null
