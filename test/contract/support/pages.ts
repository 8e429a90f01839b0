const docs = 'https://docs.aws.amazon.com';

/** A page of AWS's documentation, as short as the cases want to name it. */
export const organizationsApi = (name: string) =>
  `${docs}/organizations/latest/APIReference/API_${name}.html`;
export const organizationsGuide = (name: string) => `${docs}/organizations/latest/userguide/${name}.html`;
export const iamApi = (name: string) => `${docs}/IAM/latest/APIReference/API_${name}.html`;
export const iamGuide = (name: string) => `${docs}/IAM/latest/UserGuide/${name}`;
export const stsApi = (name: string) => `${docs}/STS/latest/APIReference/API_${name}.html`;
export const cloudtrailApi = (name: string) => `${docs}/awscloudtrail/latest/APIReference/API_${name}.html`;
export const cloudtrailGuide = (name: string) => `${docs}/awscloudtrail/latest/userguide/${name}.html`;
export const permissionsOf = (name: string) =>
  `${docs}/service-authorization/latest/reference/list_${name}.html`;
export const s3Api = (name: string) => `${docs}/AmazonS3/latest/API/${name}.html`;
export const s3Guide = (name: string) => `${docs}/AmazonS3/latest/userguide/${name}.html`;
export const costsApi = (name: string) => `${docs}/aws-cost-management/latest/APIReference/API_${name}.html`;
export const costsGuide = (name: string) => `${docs}/cost-management/latest/userguide/${name}.html`;
