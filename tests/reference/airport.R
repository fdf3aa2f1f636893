# Overall satisfaction and NPS of the airport survey by wave, by R's survey package: the peer of the product's own figures.
# Run: Rscript tests/reference/airport.R DATA_FOLDER   (the folder that holds sfo_customer_survey/)
# The printed table is what tests/integration/test_airport.py expects.
suppressPackageStartupMessages(library(survey))
folder <- file.path(commandArgs(trailingOnly = TRUE)[1], "sfo_customer_survey")
for (year in 2013:2018) {
  wave <- read.csv(file.path(folder, paste0(year, "_SFO_Customer_Survey.csv")), colClasses = "character", check.names = FALSE)
  names(wave) <- trimws(names(wave))
  number <- function(column) suppressWarnings(as.numeric(wave[[column]]))
  item <- number(intersect(c("Q7ALL", "Q7O_WHOLE"), names(wave)))
  wave$overall <- ifelse(item %in% 1:5, item, NA)
  wave$top2 <- ifelse(is.na(wave$overall), NA, as.numeric(wave$overall >= 4))
  wave$weight <- number("WEIGHT")
  plain <- svydesign(ids = ~1, weights = ~weight, data = wave)
  stratified <- svydesign(ids = ~1, strata = ~STRATA, weights = ~weight, data = wave)
  a <- svymean(~overall, plain, na.rm = TRUE)
  b <- svymean(~overall, stratified, na.rm = TRUE)
  t2 <- svyciprop(~top2, stratified, method = "logit", na.rm = TRUE)
  cat(sprintf("%d n=%d mean=%.12f se_weights_only=%.12f se_stratified=%.12f top2=%.12f low=%.12f high=%.12f\n", year,
              sum(!is.na(wave$overall)), coef(a), SE(a), SE(b), coef(t2), confint(t2)[1], confint(t2)[2]))
  if ("NETPRO" %in% names(wave)) {
    answer <- number("NETPRO")
    answer <- ifelse(answer %in% 0:10, answer, NA)
    wave$promoter <- ifelse(is.na(answer), NA, 100 * (answer >= 9) - 100 * (answer <= 6))
    stratified <- svydesign(ids = ~1, strata = ~STRATA, weights = ~weight, data = wave)
    nps <- svymean(~promoter, stratified, na.rm = TRUE)
    limits <- confint(nps, df = degf(stratified))
    cat(sprintf("%d nps n=%d estimate=%.12f se=%.12f low=%.12f high=%.12f\n", year, sum(!is.na(answer)), coef(nps), SE(nps),
                limits[1], limits[2]))
  }
}
